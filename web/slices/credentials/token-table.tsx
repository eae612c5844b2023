import Button from 'antd/es/button';
import { useState } from 'react';
import type { CredentialView } from '../../../src/contract/session.ts';
import { useFormat } from '../../app/format.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { TableScroll } from '../../app/table-scroll.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { useCredentialsWords } from './words.ts';

export function TokenTable({ tokens }: { tokens: readonly CredentialView[] }) {
  const say = useCredentialsWords();
  const app = useAppWords();
  const format = useFormat();
  const [asked, setAsked] = useState<CredentialView | null>(null);
  return (
    <TableScroll name={say('tokens')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('name')}</th>
            <th scope="col">{say('last-seen')}</th>
            <th scope="col">{say('created')}</th>
            <th scope="col">{say('expires')}</th>
            <th scope="col">
              <span className="unseen">{say('revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td title={token.name}>{token.name}</td>
              <td>{token.lastSeenAt === null ? app('time.never') : format.instant(token.lastSeenAt)}</td>
              <td>{format.instant(token.createdAt)}</td>
              <td>{format.instant(token.expiresAt)}</td>
              <td className="cell-end">
                <Button size="small" danger type="text" onClick={() => setAsked(token)}>
                  {say('revoke')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && <RevokeDialog credential={asked} name={asked.name} onClose={() => setAsked(null)} />}
    </TableScroll>
  );
}
