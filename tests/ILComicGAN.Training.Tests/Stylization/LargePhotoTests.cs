using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Stylization;

namespace ILComicGAN.Training.Tests.Stylization;

/// <summary>Photos that do not fit in memory: tiles have the whole photo's result, and the way is chosen before anything is computed.</summary>
public sealed class LargePhotoTests
{
    private CpuDevice _device = null!;
    private Generator _generator = null!;

    [SetUp]
    public void Create()
    {
        _device = CpuDevice.Create(threads: 2);
        _generator = new LwComicGanGenerator(new ParameterFactory(_device, 5), LinRule.Blend);
        _generator.Freeze();
    }

    [TearDown]
    public void Free()
    {
        _generator.Dispose();
        _device.Dispose();
    }

    [Test]
    public void TilesHaveNoSeams([Values] bool onDisk) => CompareTilesWithTheWhole(221, 150, 64, onDisk);

    /// <summary>The size that is asked for; minutes of work.</summary>
    [Test]
    [Explicit]
    public void TilesOfALargePhotoHaveNoSeams() => CompareTilesWithTheWhole(2048, 2048, 512, onDisk: true);

    [Test]
    public void TemporaryFilesAreGoneAfterwards()
    {
        using TemporaryFolder folder = new();
        new Stylizer(_generator) { TemporaryFolder = folder.Path }.InTiles(TestPictures.Create(90, 70, 1), 48, onDisk: true);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void MoreMemoryGivesFewerAndLargerParts()
    {
        StylizationPlanner planner = new(_generator);
        StylizationPlan whole = planner.Choose(3000, 2000, 1L << 40, Path.GetTempPath());
        StylizationPlan kept = planner.Choose(3000, 2000, 2_500_000_000, Path.GetTempPath());
        StylizationPlan files = planner.Choose(3000, 2000, 1_300_000_000, Path.GetTempPath());
        StylizationPlan panorama = planner.Choose(20_000, 5000, 4_000_000_000, Path.GetTempPath());
        Assert.Multiple(() =>
        {
            Assert.That((whole.TileSide, whole.OnDisk), Is.EqualTo(((int?)null, 0L)));
            Assert.That((kept.TileSide >= 512, kept.OnDisk), Is.EqualTo((true, 0L)), kept.Describe());
            Assert.That((files.TileSide < 2048, files.OnDisk), Is.EqualTo((true, 2 * 64L * 3000 * 2000)), files.Describe());
            Assert.That((panorama.TileSide >= 512, panorama.OnDisk), Is.EqualTo((true, 2 * 64L * 20_000 * 5000)), panorama.Describe());
            Assert.That(new[] { kept, files, panorama }.All(plan => plan.Expected <= plan.Limit), Is.True);
            Assert.That(files.Describe(), Does.Contain("temporary files").And.Contain("1.30 GB"));
        });
    }

    [Test]
    public void WhatFitsInNoWayIsRefusedBeforehand()
    {
        PictureException refused = Assert.Throws<PictureException>(
            () => new Stylizer(_generator) { MaxMemory = 50_000_000 }.Stylize(TestPictures.Create(300, 200, 1)))!;
        // What the program holds besides, here all that the tests do, is a part of what it needs.
        Assert.That(refused.Message, Does.Match(@"^A photo of 300×200 pixels needs at least \d+\.\d\d GB of memory, where 0\.05 GB may be used;").And.Contain("--max-side"));
    }

    private void CompareTilesWithTheWhole(int width, int height, int side, bool onDisk)
    {
        Picture photo = TestPictures.Create(width, height, 9);
        Picture whole = new Stylizer(_generator) { MaxMemory = long.MaxValue }.Stylize(photo);
        Picture tiled = new Stylizer(_generator).InTiles(photo, side, onDisk);
        int[] apart = [.. Enumerable.Range(0, whole.Rgb.Length).Select(i => Math.Abs(whole.Rgb[i] - tiled.Rgb[i]))];
        TestContext.Out.WriteLine($"{width}×{height} in tiles of {side}: at most {apart.Max()} of 255 apart, {apart.Count(value => value > 0)} of {apart.Length} values differ");
        Assert.That(apart.Max(), Is.LessThanOrEqualTo(2));
        Assert.That(whole.Rgb.ToArray().Distinct().Count(), Is.GreaterThan(20), "the picture shows something");
    }
}
