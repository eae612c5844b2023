import type { Translation } from '../../words.ts';
import type { zh } from './zh.ts';

export const en: Translation<typeof zh> = {
  'proof.title': 'Second factor',
  'proof.line': 'Your account has a second factor. Verify it to go on.',
  'code.app': '6-digit code of your authenticator app',
  'code.recovery': 'Recovery code',
  'code.use-recovery': 'Device not at hand? Use a recovery code',
  'code.use-app': 'Use the authenticator app',
  'code.submit': 'Verify',
  'step-up.title': 'Verify that it is you',
  'step-up.line':
    'This needs a second factor verified within five minutes. It goes on by itself once you have.',
  'setup.needed.title': 'First set up a second factor',
  'setup.needed.line':
    'Your office or position requires one: besides the password, signing in takes a code from an app on your phone. It takes about a minute.',
  'setup.name': 'Name, to tell several devices apart',
  'setup.name.default': 'Phone authenticator',
  'setup.begin': 'Set up an authenticator app',
  'setup.scan': 'Scan this with your authenticator app',
  'setup.apps': 'For example Microsoft Authenticator, Google Authenticator or FreeOTP.',
  'setup.by-hand': 'Cannot scan? Enter the secret by hand',
  'setup.confirm': 'Then enter the 6-digit code that the app shows',
  'setup.submit': 'Confirm',
  'setup.again': 'Begin again',
  'setup.qr': 'QR code for an authenticator app',
  'passkey.use': 'Use a passkey',
  'passkey.or': 'or',
  'passkey.given-up': 'There was no passkey: it was cancelled, took too long, or this device has none.',
  'passkey.line':
    'Verify with the fingerprint, face or PIN of this device, or with a security key: nothing to type, and no good to a site that imitates ours.',
  'passkey.unavailable': 'Passkeys cannot be used here: they need HTTPS (or localhost) and a domain name.',
  'passkey.name.default': 'This device',
  'passkey.add': 'Add a passkey',
  'passkey.instead': 'Use a passkey instead (fingerprint, face, PIN or security key)',
  'codes.title': 'Keep your recovery codes',
  'codes.line':
    'A recovery code signs you in when you lose your device. They are shown this once and each works once; keep them somewhere else than on the device.',
  'codes.done': 'I have kept them',
  'codes.download': 'Download',
  'codes.file': 'Fencun recovery codes (each works once)',
};
