const ACRONYMS: Readonly<Record<string, string>> = { api: 'API', dns: 'DNS', smtp: 'SMTP' };

/** A machine's CamelCase as people write it: "KubernetesApi" is "Kubernetes API". */
export function splitWords(name: string): string {
  const words = name.split(/(?<=[a-z0-9])(?=[A-Z])/).map((word, index) => {
    const small = word.toLowerCase();
    return ACRONYMS[small] ?? (index === 0 ? word : small);
  });
  return words.join(' ');
}
