export const FOLDER: string;
export const MADE: string;
export const stampOf: (file: string) => string;
export const fresh: (clone?: string, folder?: string) => string | undefined;
export const makeLater: () => void;
