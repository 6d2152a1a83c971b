import { DEMO_PEOPLE, type DemoPerson } from './people.ts';

/** What the sign-in page shows. */
export interface LoginPage {
  /** Where its form goes. */
  readonly action: string;
  /** An address that the client suggested, or that was just tried. */
  readonly address?: string;
  /** What was wrong with the attempt before. */
  readonly problem?: string;
}

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem; color: #1c2430; background: #fff; }
  h1 { font-size: 1.4rem; margin: 0; }
  fieldset { border: 0; margin: 1.5rem 0 0; padding: 0; }
  legend, label { font-weight: 600; padding: 0; }
  input, button { font: inherit; box-sizing: border-box; width: 100%; padding: .6rem .75rem; margin-top: .4rem; border-radius: .4rem; border: 1px solid #6b7686; }
  button { background: #f2f5f9; color: inherit; text-align: left; cursor: pointer; }
  button small { color: #4a5462; display: block; }
  input:focus-visible, button:focus-visible { outline: 3px solid #1f5fd0; outline-offset: 1px; }
  [role=alert] { border-left: .3rem solid #b3261e; padding: .4rem .75rem; background: #fdecea; }
  p { margin: .4rem 0 0; }`;

/** The sign-in page; it works without scripts. */
export function loginPage({ action, address = '', problem }: LoginPage): string {
  return page(
    'Sign in to PetOps on this machine',
    `${problem === undefined ? '' : `<p role="alert">${escaped(problem)}</p>`}
<form method="post" action="${escaped(action)}">
  <fieldset>
    <label for="password">Local password</label>
    <input id="password" name="password" type="password" autocomplete="current-password" required aria-describedby="where">
    <p id="where"><code>npm start</code> printed it, and <code>npm run petops -- password</code> does.</p>
  </fieldset>
  <fieldset>
    <legend>Sign in as</legend>
    ${DEMO_PEOPLE.map(personButton).join('\n    ')}
  </fieldset>
  <fieldset>
    <label for="other">or with any other e-mail address</label>
    <input id="other" name="other" type="email" autocomplete="username" value="${escaped(address)}">
    <button name="email" value="">Sign in with this address</button>
  </fieldset>
</form>`,
  );
}

/** A page that says what went wrong, when there is nothing to sign in to. */
export function failurePage(message: string): string {
  return page('Not signed in', `<p role="alert">${escaped(message)}</p>`);
}

function personButton({ email, name, role }: DemoPerson): string {
  const what = role ?? 'not a member yet';
  return `<button name="email" value="${escaped(email)}">${escaped(name)}, ${what}<small>${escaped(email)}</small></button>`;
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
