import type { Role } from '#lib/protocol/roles.ts';

/** Who asks for something in a room, as the server has found out. */
export interface Actor {
  readonly role: Role;
  /**
   * The device (browser or program): the first 16 bytes of the SHA-256 of its secret, in base64url. The same for all its tabs,
   * and over its reconnections. Null for programs that sent no such secret.
   */
  readonly device: string | null;
  /** What people call it, such as "Safari on iPhone", and the label of the link that it came by; for the score log. */
  readonly deviceName: string | null;
  readonly label: string | null;
}
