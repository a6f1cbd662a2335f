import type { AssetFile } from './entries';

/**
 * Where this browser finds a file. The server gives addresses on its public host, which may be spelt otherwise than the
 * one in the address bar; the policy of the page lets pictures come from there alone. Files elsewhere keep their address.
 */
export function localAddress(asset: AssetFile, address: string): string {
  if (asset.state === 'EXTERNAL') return address;
  const { pathname, search } = new URL(address, window.location.href);
  return pathname + search;
}
