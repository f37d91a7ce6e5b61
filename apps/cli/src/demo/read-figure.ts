import type { GraticuleClient } from '@graticule/sdk';
import type { StudyAnswer } from '../follow/run-queries.js';
import { languageModelFigure } from './language-model-figure.js';
import { languageModelLines } from './language-model-lines.js';
import {
  LANGUAGE_MODEL_COMPARISON,
  type LanguageModelComparison,
  LAYER_COUNT,
  type LayerCount,
  SETTING_PATHS,
} from './language-model.graphql.js';

/** What a study's runs show side by side: as data and as lines for a terminal. */
export interface Figure {
  readonly document: object;
  lines(width: number): readonly string[];
}

type ReadFigure = (client: GraticuleClient, study: StudyAnswer) => Promise<Figure>;

const FIGURES: Readonly<Record<string, ReadFigure>> = { 'language-model': readLanguageModel };

/** The figure of the study's recipe; an empty one for a recipe that this program knows no figure of. */
export async function readFigure(client: GraticuleClient, study: StudyAnswer): Promise<Figure> {
  const read = FIGURES[study.recipe];
  return read === undefined ? { document: {}, lines: () => [] } : read(client, study);
}

async function readLanguageModel(client: GraticuleClient, study: StudyAnswer): Promise<Figure> {
  const run = study.runs.find((candidate) => candidate.status === 'FINISHED')?.id;
  if (run === undefined) return { document: {}, lines: () => ['no run of the study has finished: nothing to compare'] };
  const count = await client.graphql<LayerCount>(LAYER_COUNT, { run });
  const layers = count.run?.series?.axis?.size ?? 1;
  const variables = { study: study.id, layers, groupBy: SETTING_PATHS };
  const answer = await client.graphql<LanguageModelComparison>(LANGUAGE_MODEL_COMPARISON, variables);
  const settings = languageModelFigure(answer);
  return { document: { settings }, lines: (width) => languageModelLines(settings, width) };
}
