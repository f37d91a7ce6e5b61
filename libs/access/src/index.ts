export { AttemptTokens } from './attempt-tokens.js';
export { firstBoot, type FirstBoot } from './first-boot.js';
export { ensureInstallation, type Installation } from './installation.js';
export { type IssuedKey, type KeyRecord, KeyRing, type NewKey } from './key-ring.js';
export type { AttemptPrincipal, KeyPrincipal, Permission, Principal } from './principal.js';
