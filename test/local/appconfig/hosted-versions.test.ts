import { describe, expect, it } from 'vitest';
import { awsError, Scene } from './scene.ts';

function create(scene: Scene, members: object) {
  return scene.engine.createHostedConfigurationVersion({
    ...{ ...scene.profile, ContentType: 'text/plain', Content: Buffer.from('x'), ...members },
  });
}

describe('hosted configuration versions', () => {
  it('are numbered from one, and a number is never given twice', async () => {
    const scene = new Scene();
    expect(await scene.version('a')).toBe('1');
    expect(await scene.version('b')).toBe('2');
    scene.engine.deleteHostedConfigurationVersion({ ...scene.profile, VersionNumber: 2 });
    expect(await scene.version('c')).toBe('3');
  });

  it('are refused when somebody else made one since the caller looked', async () => {
    const scene = new Scene();
    await scene.version('a');
    await expect(create(scene, { LatestVersionNumber: 0 })).rejects.toEqual(
      awsError('ConflictException', /latest version is 1/),
    );
    await expect(create(scene, { LatestVersionNumber: 1 })).resolves.toMatchObject({ VersionNumber: 2 });
  });

  it('take a label with a character that is no digit, once', async () => {
    const scene = new Scene();
    await expect(create(scene, { VersionLabel: '42' })).rejects.toEqual(
      awsError('BadRequestException', /42/),
    );
    await create(scene, { VersionLabel: 'v42' });
    await expect(create(scene, { VersionLabel: 'v42' })).rejects.toEqual(
      awsError('ConflictException', /v42/),
    );
  });

  it('hold two megabytes and not a byte more', async () => {
    const scene = new Scene();
    const limit = 2 * 1024 * 1024;
    await expect(create(scene, { Content: Buffer.alloc(limit) })).resolves.toMatchObject({
      VersionNumber: 1,
    });
    await expect(create(scene, { Content: Buffer.alloc(limit + 1) })).rejects.toMatchObject({
      ...{ name: 'PayloadTooLargeException', status: 413, members: { Measure: 'KILOBYTES', Limit: 2048 } },
    });
  });

  it('are described in ASCII, because the description travels in a header', async () => {
    const scene = new Scene();
    await expect(create(scene, { Description: 'größer' })).rejects.toEqual(
      awsError('BadRequestException', /Description.*ASCII/),
    );
  });

  it('are listed newest first, without content, by the prefix of their label', async () => {
    const scene = new Scene();
    for (const label of ['v1.0', 'v2.0', 'v2.1', undefined]) await scene.version('x', label);
    const labels = (VersionLabel?: string) =>
      scene.engine
        .listHostedConfigurationVersions({ ...scene.profile, VersionLabel })
        .Items?.map((item) => item.VersionLabel);
    expect(labels('v2*')).toEqual(['v2.1', 'v2.0']);
    expect(labels('v2')).toEqual([]);
    expect(labels()).toEqual([undefined, 'v2.1', 'v2.0', 'v1.0']);
  });

  it('keep their profile from being deleted', async () => {
    const scene = new Scene();
    await scene.version('a');
    expect(() => scene.engine.deleteConfigurationProfile(scene.profile)).toThrow(
      awsError('ConflictException', /hosted versions/),
    );
    scene.engine.deleteHostedConfigurationVersion({ ...scene.profile, VersionNumber: 1 });
    scene.engine.deleteConfigurationProfile(scene.profile);
    expect(() => scene.engine.getConfigurationProfile(scene.profile)).toThrow(
      awsError('ResourceNotFoundException'),
    );
  });
});
