import type { AccountInput } from '../src/index.ts'

export const ACCOUNT = {
  name: '花田小店',
  appid: 'wx1a2b3c4d5e6f7081',
  secret: 'a5b1c2d3e4f60718293a4b5c6d7e8f90',
  ghId: 'gh_5f2c1e9ab7d4',
  token: 'mdeskToken2026',
  encodingAesKey: 'MdeskDemoKey0123456789abcdefGHIJKLMNOPQRSTu',
} satisfies AccountInput
