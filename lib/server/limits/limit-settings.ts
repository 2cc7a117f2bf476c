/** The limits that whoever runs the server sets. */
export interface LimitSettings {
  /** Proxies that are believed about whom a request comes from: addresses, and networks in CIDR notation. */
  readonly trustedProxies: readonly string[];
  /** Senders without limits by address, in the same notation. */
  readonly unmeteredAddresses: readonly string[];
  /** Connections of this node, of one address (of IPv6: one /64), and of one room. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  readonly maxConnectionsPerRoom: number;
  /** Rooms that are kept. */
  readonly maxRooms: number;
}

export const DEFAULT_LIMIT_SETTINGS: LimitSettings = {
  trustedProxies: [],
  unmeteredAddresses: [],
  maxConnections: 20_000,
  // A school, or a hall, is behind one address.
  maxConnectionsPerAddress: 2_000,
  maxConnectionsPerRoom: 5_000,
  maxRooms: 100_000,
};
