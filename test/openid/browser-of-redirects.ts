/** Where a browser has ended, and what it shows there. */
export interface Ended {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** Follows an address as a browser does, a form included, without being one. */
export const followed = async (address: string, form?: Readonly<Record<string, string>>): Promise<Ended> => {
  let url = new URL(address);
  let init: RequestInit = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  for (let hops = 0; hops < 10; hops += 1) {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null) return { url, status: response.status, text: await response.text() };
    url = new URL(location, url);
    init = {};
  }
  throw new Error(`${address} leads in circles.`);
};
