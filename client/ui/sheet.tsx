import { useRef, useState, type ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import './sheet.css';

const SNAPS = ['low', 'middle', 'high'] as const;
export type Snap = (typeof SNAPS)[number];
const DRAG = 32;

interface SheetProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly id?: string;
  /** Its height on a phone, where somebody else rules it. */
  readonly height?: readonly [Snap, (snap: Snap) => void];
}

/** A column beside the map; on a phone a sheet from below that is dragged or tapped between three heights. */
export function Sheet({ label, children, id = 'panel', height }: SheetProps) {
  const { t } = useWords();
  const own = useState<Snap>('middle');
  const [snap, setSnap] = height ?? own;
  const grabbed = useRef<number | null>(null);
  const dragged = useRef(false);
  const step = (by: number) => setSnap(SNAPS[Math.min(2, Math.max(0, SNAPS.indexOf(snap) + by))] ?? snap);

  return (
    <section id={id} className="sheet" data-snap={snap} aria-label={label} tabIndex={-1}>
      <button
        type="button"
        className="sheet__handle"
        aria-expanded={snap === 'high'}
        aria-label={t(snap === 'high' ? 'panel.collapse' : 'panel.expand')}
        onPointerDown={(event) => {
          grabbed.current = event.clientY;
          dragged.current = false;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (grabbed.current === null) return;
          const moved = event.clientY - grabbed.current;
          if (Math.abs(moved) < DRAG) return;
          step(moved < 0 ? 1 : -1);
          dragged.current = true;
          grabbed.current = event.clientY;
        }}
        onPointerUp={() => (grabbed.current = null)}
        onPointerCancel={() => (grabbed.current = null)}
        onClick={() => {
          if (!dragged.current) setSnap(snap === 'high' ? 'middle' : 'high');
        }}
      >
        <span aria-hidden="true" />
      </button>
      <div className="sheet__body">{children}</div>
    </section>
  );
}
