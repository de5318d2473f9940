// A chunk of its own: most visits only look.
export { CreateDialog as default } from '@/features/creation/CreateDialog';
