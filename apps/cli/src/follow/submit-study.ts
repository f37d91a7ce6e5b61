import { StudyView } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import type { GraticuleClient } from '@graticule/sdk';

export interface StudyRequest {
  readonly recipe: string;
  readonly preset: string;
  readonly project: string;
  readonly settings?: object;
  readonly seeds?: readonly number[];
}

/** Submits a study once, however often the request has to be sent. */
export async function submitStudy(client: GraticuleClient, request: StudyRequest): Promise<StudyView> {
  return StudyView.parse(await client.json('POST', '/studies', request, { idempotencyKey: newId() }));
}
