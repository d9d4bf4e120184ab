using System.Diagnostics;
using System.Globalization;
using NetVips;

namespace ILComicGAN.Imaging.Tests;

/// <summary>
/// Changed files of every format: a picture or a sentence, and nothing else, soon. ILCOMICGAN_MUTATIONS sets how many of each kind
/// are tried.
/// </summary>
public sealed class MutatedFileTests
{
    private static readonly int s_count =
        int.TryParse(Environment.GetEnvironmentVariable("ILCOMICGAN_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 300;

    [Test]
    public void GiveAPictureOrASentence([Values(".jpg", "progressive.jpg", ".png", ".webp", ".tif", ".gif", ".bmp")] string kind)
    {
        byte[] good = Write(kind);
        Random random = new(kind.Length + kind[1]);
        (int shown, int told) = (0, 0);
        double longest = 0;
        for (int i = 0; i < s_count; i++)
        {
            byte[] file = Mutate(good, random);
            long start = Stopwatch.GetTimestamp();
            try
            {
                _ = PictureFile.Decode(file, "x", i % 2 == 0 ? null : _ => told++);
                shown++;
            }
            catch (PictureException e)
            {
                Assert.That(e.Message, Does.Contain("'x'").And.EndWith("."));
            }

            longest = Math.Max(longest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        TestContext.Out.WriteLine($"{kind}: {s_count} files, {shown} shown, {told} of them told to be incomplete, longest {longest * 1000:F0} ms");
        Assert.That(longest, Is.LessThan(5));
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (int edit = random.Next(1, 6); edit > 0; edit--)
        {
            // Headers are where the harm is.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 200) : bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40)));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 40))));
                    break;
                default:
                    bytes.RemoveRange(Math.Max(at, bytes.Count / 2), bytes.Count - Math.Max(at, bytes.Count / 2));
                    break;
            }

            if (bytes.Count < 4)
            {
                break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Write(string kind)
    {
        byte[] rgb = [.. Enumerable.Range(0, 3 * 40 * 30).Select(i => (byte)((i * i) >> 3))];
        using Image raw = Image.NewFromMemory(rgb, 40, 30, 3, Enums.BandFormat.Uchar);
        using Image image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return kind switch
        {
            ".jpg" => image.JpegsaveBuffer(),
            "progressive.jpg" => image.JpegsaveBuffer(interlace: true),
            ".png" => image.PngsaveBuffer(),
            ".webp" => image.WebpsaveBuffer(),
            ".tif" => image.TiffsaveBuffer(),
            ".gif" => image.GifsaveBuffer(),
            _ => Bitmap(rgb),
        };
    }

    /// <summary>Of 8 bits and run lengths, the kind in which most can go wrong.</summary>
    private static byte[] Bitmap(byte[] values)
    {
        byte[] header = new byte[54 + 1024];
        "BM"u8.CopyTo(header);
        BitConverter.TryWriteBytes(header.AsSpan(10), header.Length);
        BitConverter.TryWriteBytes(header.AsSpan(14), 40);
        BitConverter.TryWriteBytes(header.AsSpan(18), 40);
        BitConverter.TryWriteBytes(header.AsSpan(22), 30);
        BitConverter.TryWriteBytes(header.AsSpan(28), (short)8);
        BitConverter.TryWriteBytes(header.AsSpan(30), 1);
        for (int i = 0; i < 1024; i++)
        {
            header[54 + i] = (byte)(i / 4);
        }

        List<byte> rows = [];
        for (int y = 0; y < 30; y++)
        {
            rows.AddRange([20, values[y], 0, 20, .. values.AsSpan(y * 40, 20), 0, 0]);
        }

        return [.. header, .. rows, 0, 1];
    }
}
