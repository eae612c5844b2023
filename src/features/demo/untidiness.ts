import type { DemoRecord } from './demo-record.ts';
import { mobileNumber } from './identifiers.ts';
import type { Random } from './random.ts';

/**
 * Data as stores type them: the same number written three ways, a blank after a name, full-width digits, a town
 * left out. Every change keeps the value readable to a person and repairable by a program; nothing required is lost.
 */
export function untidied(random: Random, record: DemoRecord): DemoRecord {
  const values: Record<string, string> = { ...record.values };
  const { name, phone, email, address, resident_id: residentId } = values;
  switch (random.below(8)) {
    case 0:
      if (name !== undefined) values.name = `${name} `;
      break;
    case 1:
      if (phone !== undefined)
        values.phone = `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`;
      break;
    case 2:
      if (phone !== undefined) values.phone = `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`;
      break;
    case 3:
      if (phone !== undefined) values.phone = fullWidth(phone);
      break;
    case 4:
      if (email !== undefined) values.email = email.toUpperCase();
      break;
    case 5:
      if (residentId !== undefined) values.resident_id = residentId.toLowerCase();
      break;
    case 6:
      if (address !== undefined) values.address = address.replace(/^.*?[省市]/, '');
      break;
    default:
      // Free text collects what no field was made for: somebody else's number, in the clear.
      values.remark = `${values.remark ?? ''}联系不上时可打家人电话 ${mobileNumber(random)}。`;
  }
  return { ...record, values };
}

function fullWidth(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}
