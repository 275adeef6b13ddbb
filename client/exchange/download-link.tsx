import { useId, useState, type ReactNode } from 'react';
import { RefusalNotice } from './refusal-notice.tsx';
import { OFFLINE, refusalIn, ServerRefusal } from './server.ts';
import { useExchangeWords } from './words.ts';

interface DownloadLinkProps {
  readonly address: string;
  readonly ready: boolean;
  readonly children: ReactNode;
}

/**
 * A plain link to the file. It leads into a frame that nobody sees: a file that comes is kept by the browser, and the frame
 * stays empty; what the frame shows is why there is no file.
 */
export function DownloadLink({ address, ready, children }: DownloadLinkProps) {
  const { e } = useExchangeWords();
  const name = useId();
  const [begun, setBegun] = useState(false);
  const [refusal, setRefusal] = useState<ServerRefusal | null>(null);
  return (
    <>
      {ready ? (
        <a
          className="button export-menu__download"
          href={address}
          target={name}
          onClick={() => {
            setRefusal(null);
            setBegun(true);
          }}
        >
          {children}
        </a>
      ) : (
        <button type="button" className="button export-menu__download" disabled>
          {children}
        </button>
      )}
      <iframe
        name={name}
        hidden
        title={e('export.title')}
        onLoad={({ currentTarget }) => {
          const found = refusalShownIn(currentTarget);
          if (!found) return;
          setBegun(false);
          setRefusal(found);
        }}
      />
      <p className="export-menu__begun" role="status">
        {begun && e('export.begun')}
      </p>
      {refusal && <RefusalNotice reason={refusal.code} {...refusal.sentences} />}
    </>
  );
}

function refusalShownIn({ contentDocument }: HTMLIFrameElement): ServerRefusal | null {
  // The browser's own page about a server that does not answer may not be looked into.
  if (!contentDocument) return new ServerRefusal(OFFLINE, '');
  const text = (contentDocument.querySelector('pre') ?? contentDocument.body).textContent;
  return text ? refusalIn(text, 500) : null;
}
