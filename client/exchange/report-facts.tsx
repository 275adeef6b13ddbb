import { LANGUAGE_TAGS } from '../i18n/words.ts';
import { Facts } from '../ui/facts.tsx';
import { FitTable } from './crs-choices.tsx';
import { readEvidence } from './crs-fits.ts';
import { sizeWords } from './file-choice.tsx';
import { encodingWords } from './encoding-words.ts';
import type { ImportLayer, ImportReport } from './import-report.ts';
import { useExchangeWords } from './words.ts';

interface ReportFactsProps {
  readonly report: ImportReport;
  readonly layer: ImportLayer | undefined;
}

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  GEOJSON: 'GeoJSON',
  SHAPEFILE: 'Shapefile',
  GEOPACKAGE: 'GeoPackage',
  EXCEL: 'Excel',
};

/** How the file was understood, and why. */
export function ReportFacts({ report, layer }: ReportFactsProps) {
  const words = useExchangeWords();
  const { e, t, count, both } = words;
  const { file, crs, completeWithin, refusal } = report;
  const system = crs
    ? [
        crs.declared ? e('report.crs.declared', { name: crs.declared }) : e('report.crs.undeclared'),
        crs.detected && e('report.crs.detected', { name: crs.detected }),
        crs.used && e('report.crs.used', { name: crs.used }),
      ]
        .filter(Boolean)
        .join(' · ')
    : e('report.crs.none');
  const { fits, other } = readEvidence(crs?.evidence ?? []);
  return (
    <>
      <Facts
        facts={[
          { term: e('report.layer'), value: layer ? both(layer.title) : report.layer },
          { term: e('report.asOf'), value: report.asOf },
          file.format !== '' && {
            term: e('report.format'),
            value: [
              FORMAT_NAMES[file.format] ?? file.format,
              file.layer,
              file.rows > 0 && e('report.rows', { count: count(file.rows) }),
              sizeWords(file.bytes, words),
            ]
              .filter(Boolean)
              .join(' · '),
          },
          file.encoding !== null && {
            term: e('report.encoding'),
            value: [file.encoding, encodingWords(file.encodingEvidence ?? '', words.language)]
              .filter(Boolean)
              .join(' · '),
          },
          (crs !== null || refusal === null) && { term: e('report.crs'), value: system },
          { term: e('report.provenance'), value: t(`provenance.${report.provenance}`) },
          completeWithin !== null && { term: e('report.within'), value: completeWithin.join('、') },
        ]}
      />
      {crs && crs.evidence.length > 0 && !refusal?.reason.startsWith('CRS_') && (
        <details className="part">
          <summary>{e('report.evidence')}</summary>
          <FitTable fits={fits} declared={crs.declared} />
          {other.map((sentence) => (
            <p key={sentence} className="import__fine" lang={LANGUAGE_TAGS.en}>
              {sentence}
            </p>
          ))}
        </details>
      )}
    </>
  );
}
