import { useId } from 'react';
import { PostsDocument, type PostKind } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { usePostWords } from '../posts/words.ts';
import { Field } from '../ui/field.tsx';
import { useIssueWords } from './words.ts';

interface HandlerFieldProps {
  readonly label: string;
  readonly need: string;
  /** The area whose posts are offered beside the departments; without one, the subdistricts are. */
  readonly within: string | null;
  readonly value: string;
  readonly onChange: (code: string) => void;
}

const HANDLERS: readonly PostKind[] = ['DEPARTMENT', 'SUBDISTRICT_OFFICIAL', 'COMMUNITY', 'GRID'];

/** A post that handles it, chosen by what it is called; where there are too many for that, typed and completed. */
export function HandlerField({ label, need, within, value, onChange }: HandlerFieldProps) {
  const { w, pick } = useIssueWords();
  const kinds = usePostWords();
  const list = useId();
  const departments = useFresh(PostsDocument, { kind: 'DEPARTMENT', within: null, after: null }, () => true);
  const near = useFresh(
    PostsDocument,
    { kind: within === null ? 'SUBDISTRICT_OFFICIAL' : null, within, after: null },
    () => true,
  );
  const answers = [departments, near].flatMap(({ data }) => data?.posts ?? []);
  const nodes = answers.flatMap(({ edges }) => edges.map(({ node }) => node));
  const posts = nodes.filter(
    ({ kind, code }, i) => HANDLERS.includes(kind) && nodes.findIndex((one) => one.code === code) === i,
  );
  const chosen = posts.find(({ code }) => code === value);
  const options = (of: typeof posts) =>
    of.map((post) => (
      <option key={post.code} value={post.code}>
        {pick(post)}
      </option>
    ));
  if (answers.some(({ pageInfo }) => pageInfo.hasNextPage)) {
    return (
      <Field label={label} need={need} help={chosen ? pick(chosen) : w('need.HANDLER.search')}>
        <input
          className="field__input"
          data-field="handler"
          list={list}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <datalist id={list}>{options(posts)}</datalist>
      </Field>
    );
  }
  return (
    <Field label={label} need={need}>
      <select
        className="field__input"
        data-field="handler"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{w('choose')}</option>
        {value !== '' && !chosen && <option value={value}>{value}</option>}
        {HANDLERS.map((kind) => [kind, posts.filter((post) => post.kind === kind)] as const)
          .filter(([, ofKind]) => ofKind.length > 0)
          .map(([kind, ofKind]) => (
            <optgroup key={kind} label={kinds.w(`kind.${kind}`)}>
              {options(ofKind)}
            </optgroup>
          ))}
      </select>
    </Field>
  );
}
