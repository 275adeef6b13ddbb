/** A browser as far as signing in needs one: it keeps cookies by server and path, and follows where it is sent. */
export class Wanderer {
  private readonly jar = new Map<string, { value: string; path: string }>();

  /** The post its pages are drawn for: like ours, they say it with every change. */
  post: string | undefined;

  cookie(base: string, name: string): string | undefined {
    return this.jar.get(`${new URL(base).host} ${name}`)?.value;
  }

  set(base: string, name: string, value: string, path = '/'): void {
    this.jar.set(`${new URL(base).host} ${name}`, { value, path });
  }

  async go(address: string, init: RequestInit = {}): Promise<Response> {
    const { host, pathname } = new URL(address);
    const cookies = [...this.jar]
      .filter(([key, { path }]) => key.startsWith(`${host} `) && pathname.startsWith(path))
      .map(([key, { value }]) => `${key.slice(host.length + 1)}=${value}`);
    const headers = new Headers(init.headers);
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    const foreign = headers.has('origin') || headers.has('sec-fetch-site');
    if (this.post !== undefined && !foreign && !headers.has('atlas-post')) headers.set('atlas-post', this.post);
    const answer = await fetch(address, { ...init, headers, redirect: 'manual' });
    if (pathname === '/sign-in/demo' && answer.ok) this.post = (JSON.parse(String(init.body)) as { post: string }).post;
    if (pathname === '/sign-out' && answer.ok) this.post = undefined;
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const path = rest.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
      const gone = rest.some(
        (part) => /^max-age=0$/i.test(part) || (/^expires=/i.test(part) && Date.parse(part.slice(8)) < Date.now()),
      );
      if (gone) this.jar.delete(`${host} ${name}`);
      else this.jar.set(`${host} ${name}`, { value, path });
    }
    return answer;
  }

  /** Follows redirects until there are none, or `until` says that the next address is the one wanted. */
  async follow(
    address: string,
    until: (next: string) => boolean = () => false,
  ): Promise<{ at: string; answer: Response }> {
    let at = address;
    for (let hops = 0; hops < 12; hops += 1) {
      const answer = await this.go(at);
      const next = answer.headers.get('location');
      if (next === null) return { at, answer };
      at = new URL(next, at).href;
      if (until(at)) return { at, answer };
    }
    throw new Error(`No end of redirects: ${at}`);
  }
}
