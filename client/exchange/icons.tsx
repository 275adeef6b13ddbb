import { Icon } from '../ui/icons.tsx';

export const UploadIcon = () => (
  <Icon>
    <path d="M10 12.5v-9m-4 4 4-4 4 4M4 16.5h12" />
  </Icon>
);
export const PinIcon = () => (
  <Icon>
    <path d="M10 17.5s5.5-5.2 5.5-9.5a5.5 5.5 0 0 0-11 0c0 4.3 5.5 9.5 5.5 9.5Z" />
    <circle cx="10" cy="8" r="1.8" />
  </Icon>
);
