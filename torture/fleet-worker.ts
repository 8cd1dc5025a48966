export interface FleetJob { readonly role: 'fleet' }
export async function sail(_job: FleetJob): Promise<void> {}
