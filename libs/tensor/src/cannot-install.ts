/** Thrown within an installation and turned into its outcome: a sentence that says what is missing or failed. */
export class CannotInstall extends Error {
  override readonly name = 'CannotInstall';
}
