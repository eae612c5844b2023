import type { Label } from '../../../../src/kernel/record-type.ts';

/** What a new identity provider is called until somebody says otherwise: the button on the sign-in page. */
export const PROVIDER_NAME: Label = { zh: '公司账号', en: 'company account' };
