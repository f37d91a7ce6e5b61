import { BootLines } from './boot-lines.js';

const logged = (level: number, msg: string, err?: object) => `api      │ ${JSON.stringify({ level, msg, err })}`;

const listen = (verbosity: 'verbose' | 'terse' = 'terse') => {
  const passed: string[] = [];
  return { passed, lines: new BootLines((line) => passed.push(line), verbosity) };
};

describe('BootLines', () => {
  it('tells the message of the last logged error in place of its stack', () => {
    const { passed, lines } = listen();
    const warning = logged(40, 'slow');
    lines.take(warning);
    lines.take(logged(50, 'it failed', { message: 'password authentication failed', stack: 'Error: …\n    at x' }));
    expect([lines.reason(), passed]).toEqual(['password authentication failed', [warning]]);
  });

  it('tells the only line that was said, as it stands', () => {
    const { passed, lines } = listen();
    lines.take('api      │ The database cannot be reached.');
    expect([lines.reason(), passed]).toEqual(['The database cannot be reached.', []]);
  });

  it('knows no reason for an unstructured stack and passes it on when released', () => {
    const { passed, lines } = listen();
    const stack = ['api      │ Error: boom', 'api      │     at somewhere', 'api      │ Node.js v20'];
    stack.forEach(lines.take);
    expect([lines.reason(), passed]).toEqual([undefined, []]);
    lines.release();
    lines.take(logged(50, 'later'));
    expect(passed).toEqual([...stack, logged(50, 'later')]);
  });

  it('holds nothing back where everything is wanted', () => {
    const { passed, lines } = listen('verbose');
    lines.take('api      │ The database cannot be reached.');
    expect([lines.reason(), passed.length]).toEqual(['The database cannot be reached.', 1]);
  });
});
