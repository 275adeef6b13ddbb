import { useState } from 'react';
import { shrinkImage } from './shrink-image.ts';
import { useIssueWords } from './words.ts';

/** Takes a picture with the phone's camera, or one that is there, and makes it small. */
export function ImageButton({ onImage }: { readonly onImage: (bytes: Blob) => void }) {
  const { w } = useIssueWords();
  const [bad, setBad] = useState(false);
  const take = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      onImage(await shrinkImage(file));
      setBad(false);
    } catch {
      setBad(true);
    }
    input.value = '';
  };
  return (
    <>
      <label className="button button--quiet image-button">
        {w('case.addImage')}
        <input
          type="file"
          className="visually-hidden"
          accept="image/*"
          capture="environment"
          onChange={({ currentTarget }) => void take(currentTarget)}
        />
      </label>
      {bad && (
        <p className="notice notice--bad" role="alert">
          {w('case.imageBad')}
        </p>
      )}
    </>
  );
}
