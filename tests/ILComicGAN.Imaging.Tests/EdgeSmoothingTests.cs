using System.Diagnostics;
using ILComicGAN.Imaging.Edges;

namespace ILComicGAN.Imaging.Tests;

public sealed class EdgeSmoothingTests
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Bit by bit: both are exact in integers.</summary>
    [Test]
    public void AgreesWithOpenCv()
    {
        if (!File.Exists(Python) || Run("-c", "import cv2").Code != 0)
        {
            Oracle.Missing("opencv", $"OpenCV is not here: {Python} cannot import cv2 (Debian: python3-opencv)");
        }

        int seed = Environment.TickCount;
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-edges-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "out"));
            (int Width, int Height)[] sizes = [(256, 256), (1, 1), (2, 1), (1, 3), (3, 2), (17, 5), (5, 61), (127, 64), (64, 127), (301, 199)];
            Dictionary<string, Picture> pictures = [];
            foreach ((int width, int height) in sizes)
            {
                for (int kind = 0; kind < 3; kind++)
                {
                    Picture picture = Drawing(width, height, new Random(seed++), kind);
                    string name = $"{width}x{height}-{kind}.png";
                    pictures.Add(name, picture);
                    File.WriteAllBytes(Path.Combine(folder, name), PictureFile.Encode(picture, ".png"));
                }
            }

            (int code, string error) = Run(RepositoryRoot.File("tests", "oracle", "edge_smoothing.py"), folder, "--out", Path.Combine(folder, "out"));
            Assert.That(code, Is.Zero, error);
            int changed = 0;
            foreach ((string name, Picture picture) in pictures)
            {
                byte[] expected = PictureFile.Load(Path.Combine(folder, "out", name)).Rgb.ToArray();
                Assert.That(EdgeSmoothing.Apply(picture).Rgb.ToArray(), Is.EqualTo(expected), $"{name}, last seed {seed}");
                changed += expected.AsSpan().SequenceEqual(picture.Rgb) ? 0 : 1;
            }

            Assert.That(changed, Is.GreaterThan(sizes.Length), "most pictures have edges");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void AStepIsBlurredWithinTwoPixelsOfItAndNowhereElse()
    {
        byte[] rgb = new byte[3 * 20 * 9];
        for (int i = 0; i < 20 * 9; i++)
        {
            rgb.AsSpan(3 * i, 3).Fill(i % 20 < 10 ? (byte)16 : (byte)240);
        }

        byte[] alpha = [.. Enumerable.Range(0, 20 * 9).Select(i => (byte)i)];
        Picture smooth = EdgeSmoothing.Apply(new Picture(20, 9, rgb, alpha));
        // 224 · (0, 1, 5, 11, 15, 16) / 16 above 16, on the edge pixel (9) and two beside it.
        int[] row = [.. Enumerable.Range(0, 20).Select(x => (int)smooth.Rgb[3 * ((4 * 20) + x)])];
        Assert.That(row[..13], Is.EqualTo(new[] { 16, 16, 16, 16, 16, 16, 16, 16, 30, 86, 170, 226, 240 }));
        Assert.That(row[13..], Is.All.EqualTo(240));
        Assert.That(smooth.Alpha.ToArray(), Is.EqualTo(alpha));
    }

    [Test]
    public void WhereThereIsNoEdgeNothingChanges()
    {
        byte[] ramp = [.. Enumerable.Range(0, 64 * 64).SelectMany(i => new[] { (byte)(i % 64 * 3), (byte)(i / 64 * 2), (byte)90 })];
        Assert.That(EdgeSmoothing.Apply(new Picture(64, 64, ramp)).Rgb.ToArray(), Is.EqualTo(ramp));
    }

    /// <summary>Soft blobs (0), with shapes drawn on them (1), or noise (2).</summary>
    private static Picture Drawing(int width, int height, Random random, int kind)
    {
        byte[] rough = new byte[5 * 5 * 3];
        random.NextBytes(rough);
        byte[] rgb = new Picture(5, 5, rough).Resize(width, height).Rgb.ToArray();
        if (kind == 2)
        {
            random.NextBytes(rgb);
        }

        for (int shape = 0; kind == 1 && shape < 12; shape++)
        {
            (int x0, int y0, int r) = (random.Next(width), random.Next(height), random.Next(1, 40));
            byte[] color = new byte[3];
            random.NextBytes(color);
            for (int i = 0; i < width * height; i++)
            {
                (int dx, int dy) = ((i % width) - x0, (i / width) - y0);
                if (shape % 2 == 0 ? (dx * dx) + (dy * dy) < r * r : Math.Abs(dx) + (2 * Math.Abs(dy)) < r)
                {
                    color.CopyTo(rgb, 3 * i);
                }
            }
        }

        return new Picture(width, height, rgb);
    }

    private static (int Code, string Error) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
