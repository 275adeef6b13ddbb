import { useId, useState } from 'react';
import { UploadIcon } from './icons.tsx';
import type { Importing } from './use-import.ts';
import { useExchangeWords, type ExchangeWords } from './words.ts';

const KB = 1024;
const MB = KB * KB;
const ACCEPTED = '.geojson,.json,.geojsonl,.ndjson,.zip,.gpkg,.kml,.kmz,.csv,.tsv,.txt,.xlsx';

export function sizeWords(bytes: number, { e, count }: ExchangeWords): string {
  return bytes < MB
    ? e('import.size', { size: count(Math.max(1, Math.round(bytes / KB))) })
    : e('import.sizeMb', { size: count(Math.round(bytes / MB)) });
}

interface FileChoiceProps {
  readonly importing: Importing;
  readonly maxBytes: number;
}

/** A file, dropped or chosen. */
export function FileChoice({ importing: { file, choose, work }, maxBytes }: FileChoiceProps) {
  const words = useExchangeWords();
  const { e } = words;
  const input = useId();
  const [over, setOver] = useState(false);
  const tooLarge = file !== null && file.size > maxBytes;
  return (
    <div className="import__part">
      <label
        htmlFor={input}
        className="drop"
        data-over={over}
        data-chosen={file !== null}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [dropped] = event.dataTransfer.files;
          if (dropped && !work) choose(dropped);
        }}
      >
        <input
          id={input}
          type="file"
          accept={ACCEPTED}
          disabled={work !== null}
          onChange={({ target }) => choose(target.files?.[0] ?? null)}
        />
        <UploadIcon />
        {file ? (
          <span className="drop__file">
            <strong>{file.name}</strong> <span>{sizeWords(file.size, words)}</span>
          </span>
        ) : (
          <span className="drop__hint">{e('import.drop')}</span>
        )}
        <span className="drop__button">{e(file ? 'import.other' : 'import.choose')}</span>
        {!file && <span className="drop__formats">{e('import.formats', { size: Math.round(maxBytes / MB) })}</span>}
      </label>
      {tooLarge && (
        <p className="import__warning" role="alert">
          {e('import.tooLarge', { size: Math.ceil(file.size / MB), most: Math.round(maxBytes / MB) })}
        </p>
      )}
    </div>
  );
}
