import { describe, expect, it } from 'vitest';
import { checkEndpoint, classifyAddress } from '../../src/providers/endpoint.ts';

const messageOf = (url: string, allowLocal: boolean): string => {
  try {
    checkEndpoint('x', url, allowLocal);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('base URLs', () => {
  it.each([
    ['https://api.openai.com/v1', false],
    ['https://gateway.corp.example:8443/llm', false],
    ['http://127.0.0.1:8080/v1', true],
    ['http://localhost:11434/v1', true],
    ['http://[::1]:1234', true],
    ['http://10.1.2.3/v1', true],
    ['http://192.168.0.9', true],
    ['https://172.16.0.1', true],
    ['http://ollama:11434/v1', true],
    ['https://8.8.8.8/v1', false],
  ])('%s with allowLocal %s is accepted', (url, allowLocal) => {
    expect(messageOf(url, allowLocal)).toBe('accepted');
  });

  it.each([
    ['http://api.example.com/v1', false, 'not encrypted'],
    ['http://8.8.8.8/v1', true, 'not encrypted'],
    ['http://127.0.0.1:8080', false, 'local address'],
    ['https://localhost', false, 'local address'],
    ['https://10.0.0.1', false, 'local address'],
    ['https://[fd12::1]', false, 'local address'],
    ['https://[::ffff:127.0.0.1]', false, 'local address'],
    ['http://2130706433', false, 'local address'],
    ['http://169.254.169.254/latest', true, 'never asked'],
    ['http://[fe80::1]', true, 'never asked'],
    ['http://[::ffff:169.254.169.254]', true, 'never asked'],
    ['http://2852039166', true, 'never asked'],
    ['http://0.0.0.0:80', true, 'never asked'],
    ['http://[::]:80', true, 'never asked'],
    ['http://[fd00:ec2::254]', true, 'never asked'],
    ['https://user:secret@api.example.com', false, 'credentials'],
    ['https://api.example.com/v1?key=x', false, 'query'],
    ['ftp://api.example.com', false, '"ftp:"'],
    ['file:///etc/passwd', true, '"file:"'],
    ['api.openai.com/v1', false, 'not a URL'],
    ['', false, 'not a URL'],
  ])('%s with allowLocal %s is refused: %s', (url, allowLocal, why) => {
    expect(messageOf(url, allowLocal)).toContain(why);
    expect(messageOf(url, allowLocal)).not.toContain('secret');
  });

  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1', 'public'],
    ['127.8.9.1', 'local'],
    ['100.64.0.1', 'local'],
    ['::1', 'local'],
    ['64:ff9b::10.0.0.1', 'local'],
    ['169.254.1.1', 'refused'],
    ['fe80::1%eth0', 'refused'],
    ['255.255.255.255', 'refused'],
    ['ff02::1', 'refused'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });
});
