import type { Config } from '../../platform/config.ts';

/** Where the web app is reached, as far as the configuration tells; without a slash at its end. */
export function webAddress({
  publicUrl,
  host,
  port,
  tlsCertificate,
}: Pick<Config, 'publicUrl' | 'host' | 'port' | 'tlsCertificate'>): string {
  const here = `${tlsCertificate === null ? 'http' : 'https'}://${host}:${port}`;
  return (publicUrl ?? here).replace(/\/+$/, '');
}
