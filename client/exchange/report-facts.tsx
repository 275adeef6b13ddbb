import { Facts } from '../ui/facts.tsx';
import { FitTable } from './crs-choices.tsx';
import { sizeWords } from './file-choice.tsx';
import { fitsOf, titleOfSystem, type ImportLayer, type ImportReport } from './import-report.ts';
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
  const { e, t, count, both, told, language } = words;
  const named = (name: string) => both(titleOfSystem(report, name));
  const { file, crs, completeWithin, refusal } = report;
  const system = crs
    ? [
        crs.declared ? e('report.crs.declared', { name: named(crs.declared) }) : e('report.crs.undeclared'),
        crs.detected && e('report.crs.detected', { name: named(crs.detected) }),
        crs.used && e('report.crs.used', { name: named(crs.used) }),
      ]
        .filter(Boolean)
        .join(' · ')
    : e('report.crs.none');
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
            value: [file.encoding, language === 'zh' ? file.encodingEvidenceZh : file.encodingEvidence]
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
          <FitTable fits={fitsOf(report)} declared={crs.declared} />
          {crs.sureness ? (
            <p className="import__fine" {...told(crs.sureness)} />
          ) : (
            (language === 'zh' ? crs.evidenceZh : crs.evidence).map((sentence) => (
              <p key={sentence} className="import__fine">
                {sentence}
              </p>
            ))
          )}
        </details>
      )}
    </>
  );
}
