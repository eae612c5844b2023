import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { recordOf } from '../../../features/administration.ts';
import { rotateFileKeys } from '../../../platform/crypto/local-key-provider.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createProgress } from '../progress.ts';
import type { Installation, Shell } from '../shell.ts';

export function addKeys(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  const keys = program
    .command('keys')
    .summary(say({ zh: '主密钥：查看、轮换', en: 'key-encryption keys: status, rotation' }));

  keys
    .command('status')
    .summary(say({ zh: '密钥由谁保管、是否可用', en: 'who holds the keys, and whether they open' }))
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      run((options: Readonly<{ json?: true }>) =>
        shell.withInstallation((installation) => status(shell, installation, options.json === true)),
      ),
    );

  keys
    .command('rotate')
    .summary(say({ zh: '轮换主密钥，不中断服务', en: 'rotate the keys while serving' }))
    .description(
      say({
        zh: '换用新的主密钥：提供方为 file 时生成新版本；为 environment 时请先在 FENCUN_KEYS 中加入新版本；为 vault 时请先在 Vault 中轮换。随后用新密钥重新包裹全部客户密钥。服务不中断，客户数据不动，中断后可再次执行。旧版本密钥在备份到期之前请勿删除。',
        en: 'Moves everything under a new key: with provider file a new version is made; with environment add one to FENCUN_KEYS first; with vault rotate in Vault first. Then every customer key is wrapped anew. Serving goes on, no customer data is touched, and after an interruption the command can be run again. Keep old versions as long as backups need them.',
      }),
    )
    .action(run(() => shell.withInstallation((installation) => rotate(shell, installation))));
}

async function status(shell: Shell, installation: Installation, asJson: boolean): Promise<ExitCode> {
  const { config, keyProvider } = installation;
  await keyProvider.health();
  const facts = { provider: config.keyProvider, current: await keyProvider.current(), cipher: config.cipher };
  if (asJson) {
    shell.printJson(facts);
    return EXIT.ok;
  }
  shell.print(
    shell.say({
      zh: `提供方 ${facts.provider}，当前密钥 ${facts.current}，新数据用 ${facts.cipher}。可以包裹与打开密钥。`,
      en: `Provider ${facts.provider}, current key ${facts.current}, new data under ${facts.cipher}. Keys can be wrapped and opened.`,
    }),
  );
  return EXIT.ok;
}

async function rotate(shell: Shell, installation: Installation): Promise<ExitCode> {
  const { config, keyProvider, gateway, imports, identity, audit, clock, newId } = installation;
  const { terminal, language, say } = shell;
  const before = await keyProvider.current();
  if (config.keyProvider === 'file') rotateFileKeys(config.dataFolder, randomBytes);
  const current = await keyProvider.current();

  const label = say({ zh: '重新包裹客户密钥', en: 'Wrapping customer keys' });
  const progress = createProgress({ terminal, label, language, clock: shell.clock });
  const moved = await gateway.rotateKeys(({ customerKeys }) => progress.update(customerKeys, null));
  progress.end();
  const importKeys = await imports.rewrapKeys();
  const factorKeys = await identity.rewrapKeys();

  const who = { caller: null, door: 'cli', network: null, request: null } as const;
  const facts = { before, current, wrappingKeys: moved.wrappingKeys, customerKeys: moved.customerKeys };
  await audit.append(
    recordOf(who, {
      id: newId(),
      at: clock(),
      kind: 'administration',
      action: 'keys.rotate',
      outcome: 'released',
      facts,
    }),
  );
  shell.print(
    say({
      zh: `当前密钥 ${current}（此前 ${before}）。重新包裹了 ${moved.wrappingKeys} 个包裹密钥、${moved.customerKeys} 个客户密钥、${importKeys} 个导入文件密钥、${factorKeys} 个验证器应用密钥。`,
      en: `The current key is ${current} (before: ${before}). Wrapped anew: ${moved.wrappingKeys} wrapping keys, ${moved.customerKeys} customer keys, ${importKeys} keys of imported files, ${factorKeys} keys of authenticator apps.`,
    }),
  );
  if (config.keyProvider === 'file') {
    shell.print(
      say({
        zh: `请备份 ${config.dataFolder}/keys.json。`,
        en: `Make a copy of ${config.dataFolder}/keys.json.`,
      }),
    );
  } else if (current === before) {
    shell.print(
      shell.outPaint.yellow(
        say({
          zh: '提供方的当前密钥没有变：请先在提供方轮换，再执行一次。',
          en: 'The provider’s current key is the same as before: rotate there first, then run this again.',
        }),
      ),
    );
  }
  return EXIT.ok;
}
