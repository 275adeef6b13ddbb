import { useId, useState } from 'react';
import { SignInOptionsDocument, type PostFactsFragment } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { findPosts, groupsOf } from './post-groups.ts';
import { providerAddress } from './session.ts';
import { useSession } from './use-session.ts';
import { usePostWords } from './words.ts';
import '../ui/field.css';
import './posts.css';

interface SignInProps {
  readonly onSignedIn?: () => void;
}

/** Where a post is chosen, or the way to the organisation's own sign-in. */
export function SignIn({ onSignedIn }: SignInProps) {
  const { w } = usePostWords();
  const options = useFresh(SignInOptionsDocument, {}, () => true);
  const heading = useId();
  const { issuer, demoPosts = [] } = options.data?.signInOptions ?? {};
  return (
    <section className="sign-in" aria-labelledby={heading}>
      <h1 id={heading}>{w('signIn.title')}</h1>
      <p className="sign-in__why">{w('signIn.why')}</p>
      {options.problem && <ProblemNotice problem={options.problem} onRetry={options.retry} />}
      {!options.data && options.waiting && <Skeleton lines={8} />}
      {issuer && (
        <>
          <a className="button sign-in__provider" href={providerAddress()}>
            {w('signIn.provider')}
          </a>
          <p className="sign-in__fine">{w('signIn.provider.help')}</p>
        </>
      )}
      {demoPosts.length > 0 && <DemoPosts posts={demoPosts} {...(onSignedIn ? { onSignedIn } : {})} />}
      {options.data && !issuer && demoPosts.length === 0 && <p>{w('signIn.unset')}</p>}
    </section>
  );
}

function DemoPosts({ posts, onSignedIn }: SignInProps & { readonly posts: readonly PostFactsFragment[] }) {
  const { w, pick } = usePostWords();
  const { signIn } = useSession();
  const [text, setText] = useState('');
  const [working, setWorking] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const groups = groupsOf(findPosts(posts, text));
  const choose = async (code: string) => {
    setWorking(code);
    setFailure(null);
    try {
      await signIn(code);
      onSignedIn?.();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : '');
    } finally {
      setWorking(null);
    }
  };
  return (
    <>
      <p>
        <span className="tag tag--synthetic">{w('signIn.demo')}</span>
      </p>
      <p className="sign-in__fine">{w('signIn.demo.help')}</p>
      <input
        type="search"
        className="field__input sign-in__search"
        aria-label={w('signIn.search')}
        placeholder={w('signIn.search')}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="sign-in__note" role="status">
        {working ? w('signIn.working') : groups.length === 0 ? w('signIn.none', { text }) : ''}
      </p>
      {failure !== null && (
        <p className="notice notice--bad" role="alert">
          {w('signIn.failed')} {failure}
        </p>
      )}
      {groups.map(({ kind, posts: ofKind }, i) => (
        <details key={`${kind} ${text !== ''}`} className="sign-in__group" open={i === 0 || text !== ''}>
          <summary>
            {w(`kind.${kind}`)} <span className="gloss">{ofKind.length}</span>
          </summary>
          <ul>
            {ofKind.map((post) => (
              <li key={post.code}>
                <button
                  type="button"
                  className="row-button"
                  data-post={post.code}
                  disabled={working !== null}
                  onClick={() => void choose(post.code)}
                >
                  <span className="row-button__text">
                    <span className="row-button__title">{pick(post)}</span>
                    <span className="row-button__fine">{post.code}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </>
  );
}
