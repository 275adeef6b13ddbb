import type { CaseOfIssue } from './case-page.tsx';
import { ImageButton } from './image-button.tsx';
import { itemsOf, useOutbox } from './outbox/use-outbox.ts';
import { useIssueWords } from './words.ts';

const MOST = 6;

interface CaseImagesProps {
  readonly code: string;
  readonly images: CaseOfIssue['images'];
  readonly mayAdd: boolean;
}

export function CaseImages({ code, images, mayAdd }: CaseImagesProps) {
  const { w, count } = useIssueWords();
  const { outbox, items } = useOutbox();
  const waiting = itemsOf(items, code).filter(({ change }) => change.kind === 'IMAGE').length;
  const more = mayAdd && images.length + waiting < MOST;
  if (images.length === 0 && waiting === 0 && !more) return null;
  return (
    <section className="desk__part" aria-label={w('case.images')}>
      <h2>{w('case.images')}</h2>
      {images.length > 0 && (
        <ul className="case-images">
          {images.map((image, i) => (
            <li key={image.id}>
              <a href={image.address} target="_blank" rel="noreferrer">
                <img
                  src={image.address}
                  alt={w('case.image', { number: i + 1 })}
                  width={image.width}
                  height={image.height}
                  loading="lazy"
                />
              </a>
            </li>
          ))}
        </ul>
      )}
      {waiting > 0 && <p className="notice notice--wait">{w('case.imageWaiting', { count: count(waiting) })}</p>}
      {more && (
        <>
          <ImageButton onImage={(bytes) => void outbox.add({ kind: 'IMAGE', code, report: null, bytes })} />
          <p className="case__fine">{w('case.imageHelp')}</p>
        </>
      )}
    </section>
  );
}
