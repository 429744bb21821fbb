#!/usr/bin/env python3
"""Turn the published crypto vectors and the project's own into lines for crypto_test.

    hmac <key> <message> <tag> <valid|invalid>        the tag may be cut short
    hkdf <ikm> <salt> <info> <size> <okm> <valid|invalid>
    root <registry> <secret> <key>
    domain <registry> <secret> <domain> <key>
    kcv <key> <value>
    inner <K_root> <scheme> <canonical> <R>
    block <key> <R> <P>
    text <key id> <P> <text>

All but names in hexadecimal, '-' for no bytes. Usage: vector_lines.py FOLDER
"""
import json
import os
import sys

folder = sys.argv[1]
path = lambda *names: os.path.join(folder, *names)
say = lambda *words: print(*(word if word != '' else '-' for word in words))


def records(name, last):
    """Records of 'Key = value' lines that end with the key LAST."""
    record = {}
    for line in open(name):
        if line.startswith('#') or '=' not in line:
            continue
        key, value = (part.strip() for part in line.split('=', 1))
        record[key] = value
        if key == last:
            yield record
            record = {}


for r in records(path('crypto_vectors', 'rfc-4231-sha256.txt'), 'MD'):
    say('hmac', r['Key'], r['Msg'], r['MD'], 'valid')
for r in records(path('crypto_vectors', 'rfc-5869-HKDF-SHA256.txt'), 'OKM'):
    say('hkdf', r['IKM'], r['salt'], r['info'], r['L'], r['OKM'], 'valid')
for name in ('hmac', 'hkdf'):
    wycheproof = json.load(open(path('crypto_vectors', f'wycheproof_{name}_sha256_test.json')))
    for group in wycheproof['testGroups']:
        for t in group['tests']:
            if name == 'hmac':
                say('hmac', t['key'], t['msg'], t['tag'], t['result'])
            else:
                say('hkdf', t['ikm'], t['salt'], t['info'], str(t['size']), t['okm'], t['result'])

own = json.load(open(path('continuum_vectors', 'vectors.json')))
salt, secrets, derived = own['salt'], own['secrets'], own['derived']
say('root', salt, secrets['1 root'], derived['K_root'])
say('kcv', derived['K_root'], own['kcv']['root'])
say('kcv', derived['K_domain ministry'], own['kcv']['ministry'])
domains = {'ministry': '3 domain ministry', 'provider/17': '4 domain provider', 'provider/18': '4 domain provider'}
for domain, secret in domains.items():
    say('domain', salt, secrets[secret], domain, derived[f'K_domain {domain}'])
for v in own['valid']:
    say('inner', derived['K_root'], v['scheme'], v['canonical'], v['R'])
    for domain in domains:
        say('block', derived[f'K_domain {domain}'], v['R'], v[domain])
    say('text', '3', v['ministry'], v['text ministry'])
    say('text', '4', v['provider/17'], v['text provider/17'])
