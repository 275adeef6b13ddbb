import { FIRST_DESK } from '../state/desk.ts';
import { useViewer } from '../state/viewer.ts';
import { changeView } from '../state/view-store.ts';
import { Icon } from '../ui/icons.tsx';
import { usePostWords } from '../posts/words.ts';
import { useOutbox } from './outbox/use-outbox.ts';
import { useIssueWords } from './words.ts';
import '../ui/bar-button.css';
import './desk-button.css';

/** In the bar: to sign in, or to the desk, and how much waits to be sent. */
export function DeskButton({ open }: { readonly open: boolean }) {
  const { w } = useIssueWords();
  const posts = usePostWords();
  const { post } = useViewer();
  const { items } = useOutbox();
  const waiting = items.length;
  return (
    <button
      type="button"
      className="bar-button desk-button"
      aria-expanded={open}
      onClick={() => changeView({ desk: open ? null : FIRST_DESK })}
    >
      <Icon>
        <path d="M4 5.5h12v10H4zM7.5 5.5V3.8h5v1.7M4 10h12" />
      </Icon>
      <span className="desk-button__text">{post ? w('desk.title') : posts.w('signIn')}</span>
      {waiting > 0 && (
        <span className="desk-button__waiting">
          <span className="visually-hidden">{w('outbox.count', { count: waiting })}</span>
          <span aria-hidden="true">{waiting}</span>
        </span>
      )}
    </button>
  );
}
