import type { Recipe } from '../recipe.js';
import { parseConfig } from '../shared/parse-config.js';
import { LanguageModelConfig } from './config.js';
import { languageModelStudy } from './study.js';

export const languageModel: Recipe = {
  name: 'language-model',
  version: '1',
  title: 'Weight decay and rare tokens in language models',
  paper: {
    title: 'The Fair Language Model Paradox',
    authors: 'Andrea Pinto, Tomer Galanti, Randall Balestriero',
    year: 2024,
    address: 'https://arxiv.org/abs/2410.11985',
  },
  configSchema: LanguageModelConfig,
  parseConfig: (input) => parseConfig(LanguageModelConfig, input),
  study: languageModelStudy,
};
