import test from 'ava';
import { ackOrigin } from './origin.js';

const access = test.macro<[server: string, expected: 'private' | 'public' | null]>({
  exec(t, server, expected) {
    const id = `c${'0'.repeat(32)}`;
    const clues = { owner: null, contextName: `1-${id}`, server, uid: null, issuerOrganization: null };
    t.is(ackOrigin(clues)?.access, expected);
  },
  title: (_, server, expected) => `${server} is ${expected ?? 'neither private nor public'}`,
});

test(access, 'https://10.0.0.1:6443', 'private');
test(access, 'https://172.16.0.1:6443', 'private');
test(access, 'https://172.32.0.1:6443', 'public');
test(access, 'https://192.168.0.1:6443', 'private');
test(access, 'https://100.64.0.1:6443', 'private');
test(access, 'https://100.128.0.1:6443', 'public');
test(access, 'https://203.0.113.10:6443', 'public');
test(access, 'https://[fd00::1]:6443', 'private');
test(access, 'https://[2001:db8::1]:6443', 'public');
test(access, 'https://127.0.0.1:6443', null);
test(access, 'https://127.1.2.3:6443', null);
test(access, 'https://[::1]:6443', null);
test(access, 'https://tunnel.example.com:6443', null);
