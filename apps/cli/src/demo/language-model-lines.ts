import type { Spread } from '../comparison/comparison-answer.js';
import { formatAligned } from '../terminal/format-number.js';
import { formatSpread } from '../comparison/format-spread.js';
import { wrap } from '../terminal/display-text.js';
import { type Column, formatTable } from '../terminal/table.js';
import type { SettingFigure } from './language-model-figure.js';

const LOSSES = [
  ['average', (figure: SettingFigure) => figure.averageLoss],
  ['token-balanced', (figure: SettingFigure) => figure.balancedLoss],
  ['rarest bin', (figure: SettingFigure) => figure.rarestBinLoss],
  ['most frequent bin', (figure: SettingFigure) => figure.mostFrequentBinLoss],
] as const satisfies readonly (readonly [string, (figure: SettingFigure) => Spread | null])[];

const NARROW = 90;

/** The comparison as tables: one row per weight decay where the terminal is wide enough, else one block each. */
export function languageModelLines(figures: readonly SettingFigure[], width: number): string[] {
  return [...new Set(figures.map(titleOf))].flatMap((part) => {
    const shown = figures.filter((figure) => titleOf(figure) === part);
    return ['', ...losses(part, shown, width), '', ...shares(part, shown, width)];
  });
}

const titleOf = ({ source, role, sampling }: SettingFigure) => `${source}, ${role} (sampling ${sampling})`;

const losses = (part: string, figures: readonly SettingFigure[], width: number) => [
  ...wrap(`${part}: training loss in nats, mean ± sd over seeds`, width),
  ...(width < NARROW ? blocks(figures, width) : lossTable(figures, width)),
];

const shares = (part: string, figures: readonly SettingFigure[], width: number) => [
  ...wrap(`${part}: share of each layer in the norm of all weights`, width),
  ...shareTable(figures, width),
];

const DECAY: Column = { title: 'weight decay', align: 'right' };

function lossTable(figures: readonly SettingFigure[], width: number): string[] {
  const columns: Column[] = [
    DECAY,
    ...LOSSES.map(([title]): Column => ({ title, align: 'right' })),
    { title: 'n', align: 'right' },
  ];
  const rows = figures.map((figure) => [
    String(figure.weightDecay),
    ...LOSSES.map(([, read]) => formatSpread(read(figure))),
    String(figure.averageLoss?.n ?? 0),
  ]);
  return formatTable(columns, rows, width);
}

function blocks(figures: readonly SettingFigure[], width: number): string[] {
  return figures.flatMap((figure) => [
    `weight decay ${String(figure.weightDecay)}, n = ${figure.averageLoss?.n ?? 0}`,
    ...formatTable(
      [{ title: '' }, { title: '', align: 'right' }],
      LOSSES.map(([title, read]) => [`  ${title}`, formatSpread(read(figure))]),
      width,
    ).slice(1), // it needs no titles
  ]);
}

/** Layers as rows, settings as columns: there are few settings and may be many layers. */
function shareTable(figures: readonly SettingFigure[], width: number): string[] {
  const layers = figures[0]?.weightNormShare.map((share) => share.label) ?? [];
  const columns: Column[] = [
    { title: 'layer', least: 8 },
    ...figures.map((figure): Column => ({
      title: `wd ${String(figure.weightDecay)}`,
      align: 'right',
      priority: 1,
    })),
  ];
  const rows = layers.map((layer) => [
    layer,
    ...figures.map((figure) =>
      formatAligned(figure.weightNormShare.find((share) => share.label === layer)?.mean ?? NaN),
    ),
  ]);
  return formatTable(columns, rows, width);
}
