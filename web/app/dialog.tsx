import Drawer, { type DrawerProps } from 'antd/es/drawer';
import Modal, { type ModalProps } from 'antd/es/modal';

/**
 * Dialogs and drawers in a layer of their own. In the body itself they would lock its scrolling with a style element
 * that carries no nonce, which the security policy refuses.
 */
function layer(): HTMLElement {
  return document.getElementById('layers') ?? document.body;
}

export function Dialog(props: ModalProps) {
  return <Modal getContainer={layer} {...props} />;
}

export function SidePanel(props: DrawerProps) {
  return <Drawer getContainer={layer} {...props} />;
}
