/** What the doctor found of one part. `absent`: it is not there and need not be. */
export interface Finding {
  readonly what: string;
  readonly state: 'fine' | 'absent' | 'broken';
  readonly says: string;
  readonly action?: string;
}
