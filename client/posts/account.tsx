import { useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { SignIn } from './sign-in.tsx';
import { useSession } from './use-session.ts';
import { usePostWords } from './words.ts';
import '../ui/field.css';
import './posts.css';

/** Who is signed in and for where, and the way out. */
export function Account() {
  const { w, pick } = usePostWords();
  const { post, signOut } = useSession();
  const [failed, setFailed] = useState(false);
  if (!post) return null;
  return (
    <section className="account" aria-label={w('account.label')}>
      <p className="account__text">
        <strong className="account__post">{pick(post)}</strong>
        <span className="account__scope">
          {post.area ? w('account.scope', { name: post.area.name }) : w('account.wholeDistrict')}
        </span>
      </p>
      <button
        type="button"
        className="button button--quiet account__out"
        onClick={() => void signOut().catch(() => setFailed(true))}
      >
        {w('account.signOut')}
      </button>
      {failed && <p role="alert">{w('signIn.failed')}</p>}
    </section>
  );
}

/** Said calmly above whatever is open: nothing typed is lost. */
export function ExpiredNotice() {
  const { w } = usePostWords();
  const { expired } = useSession();
  const [open, setOpen] = useState(false);
  if (!expired) return null;
  return (
    <div className="notice notice--wait expired" role="alert">
      <p>
        <strong>{w('expired.title')}</strong> {w('expired.help')}
      </p>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {w('expired.again')}
      </button>
      {open && (
        <Dialog label={w('expired.again')} onClose={() => setOpen(false)}>
          <SignIn onSignedIn={() => setOpen(false)} />
        </Dialog>
      )}
    </div>
  );
}

/** Said over everything: this page is one post's, and another has signed in. What each of them sees is not mixed. */
export function OtherPostNotice() {
  const { w, pick } = usePostWords();
  const { post, other } = useSession();
  const [open, setOpen] = useState(false);
  if (!post || !other) return null;
  const names = { mine: pick(post), other: pick(other) };
  return (
    <div className="notice notice--wait other-post" role="alert">
      <p>
        <strong>{w('other.title', names)}</strong> {w('other.help', names)}
      </p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {w('other.reload', names)}
      </button>
      <button type="button" className="button button--quiet" onClick={() => setOpen(true)}>
        {w('other.again', names)}
      </button>
      {open && (
        <Dialog label={w('other.again', names)} onClose={() => setOpen(false)}>
          <SignIn onSignedIn={() => setOpen(false)} />
        </Dialog>
      )}
    </div>
  );
}
