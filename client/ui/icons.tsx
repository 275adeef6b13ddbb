import type { ReactNode } from 'react';

export function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const SearchIcon = () => (
  <Icon>
    <circle cx="9" cy="9" r="5.5" />
    <path d="m13.2 13.2 4 4" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);
export const LayersIcon = () => (
  <Icon>
    <path d="m10 3 7.5 4-7.5 4-7.5-4L10 3ZM2.5 11l7.5 4 7.5-4" />
  </Icon>
);
export const PlusIcon = () => (
  <Icon>
    <path d="M10 4v12M4 10h12" />
  </Icon>
);
export const MinusIcon = () => (
  <Icon>
    <path d="M4 10h12" />
  </Icon>
);
export const HomeIcon = () => (
  <Icon>
    <path d="M3.5 7.5V4h3.5M13 4h3.5v3.5M16.5 12.5V16H13M7 16H3.5v-3.5" />
    <circle cx="10" cy="10" r="2" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon>
    <path d="m7.5 4.5 5.5 5.5-5.5 5.5" />
  </Icon>
);
export const ChevronDownIcon = () => (
  <Icon>
    <path d="m4.5 7.5 5.5 5.5 5.5-5.5" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M10 3.5v9m-4-4 4 4 4-4M4 16.5h12" />
  </Icon>
);

/** The mark of the product: two yards leaning on each other. */
export const Mark = () => (
  <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="var(--accent)" />
    <path d="M7 24V12l6-4v16M13 24V14l12-3v13" fill="none" stroke="#fbf8f1" strokeWidth="2" strokeLinejoin="round" />
  </svg>
);
