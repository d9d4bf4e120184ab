using System.Diagnostics;
using System.Text;

namespace ILComicGAN.Imaging.Tests;

/// <summary>What is not a picture of a named format, and what is no file at all: one sentence with its right name, at once.</summary>
public sealed class RefusedFileTests
{
    private static readonly byte[] s_mp4 = [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 1];

    public static IEnumerable<TestCaseData> Others()
    {
        yield return Case("an SVG drawing", "SVG", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9999\" height=\"9999\"/>"u8);
        yield return Case("an SVG drawing without a header", "SVG", "  <svg width=\"1\"/>"u8);
        yield return Case("a packed SVG drawing", "packed", [0x1F, 0x8B, 8, 0]);
        yield return Case("HEIC", "HEIC", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0]);
        yield return Case("HEIC of several pictures", "HEIC", [0, 0, 0, 24, .. "ftypmif1"u8, 0, 0, 0, 0]);
        yield return Case("AVIF", "AVIF", [0, 0, 0, 24, .. "ftypavif"u8, 0, 0, 0, 0]);
        yield return Case("an MP4 film", "data frames", s_mp4);
        yield return Case("a WebM film", "data frames", [0x1A, 0x45, 0xDF, 0xA3, 1, 2]);
        yield return Case("an AVI film", "data frames", [.. "RIFF"u8, 1, 0, 0, 0, .. "AVI "u8]);
        yield return Case("an old QuickTime film", "data frames", [0, 0, 1, 0, .. "moov"u8, 0, 0]);
        yield return Case("PDF", "PDF", "%PDF-1.7"u8);
        yield return Case("Photoshop", "Photoshop", "8BPS\0"u8);
        yield return Case("what macOS keeps", "AppleDouble", [0, 5, 0x16, 7, 0, 2, 0, 0]);
        yield return Case("a web page", "web page", "<!DOCTYPE html><html></html>"u8);
        yield return Case("a Git LFS pointer", "Git LFS", "version https://git-lfs.github.com/spec/v1"u8);
        yield return Case("JPEG XL", "JPEG XL", [0xFF, 0x0A, 0, 0]);
        yield return Case("OpenEXR", "OpenEXR", [0x76, 0x2F, 0x31, 1]);
        yield return Case("Netpbm", "Netpbm", "P6\n1 1\n255\nabc"u8);
        yield return Case("a table", "no known format", "a,b\n1,2\n"u8);

        static TestCaseData Case(string name, string says, ReadOnlySpan<byte> content) => new TestCaseData(says, content.ToArray()).SetName($"Refused: {name}");
    }

    [TestCaseSource(nameof(Others))]
    public void OtherFormatsAreCalledByTheirNames(string says, byte[] content) => Assert.That(
        () => PictureFile.Decode(content, "x.jpg", _ => { }),
        Throws.TypeOf<PictureException>().With.Message.Contains(says).And.Message.Contains("x.jpg"));

    [Test]
    public void CamerasRawFilesAreNotTakenForTheirPreviews() => Assert.That(
        () => PictureFile.Decode([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], "x.NEF"), Throws.TypeOf<PictureException>().With.Message.Contains("raw"));

    [Test]
    [Platform("Linux")]
    [CancelAfter(20_000)]
    public void PipesDevicesAndEndlessFilesAreRefusedAtOnce()
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-refused-").FullName;
        string pipe = Path.Combine(folder, "pipe.jpg"), link = Path.Combine(folder, "zero.jpg"), sparse = Path.Combine(folder, "sparse.jpg");
        using (Process make = Process.Start("mkfifo", pipe))
        {
            make.WaitForExit();
        }

        File.CreateSymbolicLink(link, "/dev/zero");
        using (FileStream file = File.Create(sparse))
        {
            file.SetLength(1L << 40);
        }

        try
        {
            Assert.Multiple(() =>
            {
                Assert.That(() => PictureFile.Load(pipe), Throws.TypeOf<PictureException>().With.Message.Contains("a pipe or a device"));
                Assert.That(() => PictureFile.Load(link), Throws.TypeOf<PictureException>().With.Message.Contains("a pipe or a device"));
                Assert.That(() => PictureFile.Load("/dev/tty"), Throws.TypeOf<PictureException>());
                Assert.That(() => PictureFile.Load("/dev/null"), Throws.TypeOf<PictureException>().With.Message.Contains("a pipe or a device"));
                Assert.That(() => PictureFile.Load(sparse), Throws.TypeOf<PictureException>());
                Assert.That(() => PictureFile.Load(folder), Throws.TypeOf<PictureException>().With.Message.Contains("a folder"));
                Assert.That(() => PictureFile.Load("/proc/self/status"), Throws.TypeOf<PictureException>());
            });
            File.WriteAllBytes(sparse, [0xFF, 0xD8, 0xFF]);
            using (FileStream file = File.OpenWrite(sparse))
            {
                file.SetLength(1L << 40);
            }

            Assert.That(() => PictureFile.Load(sparse), Throws.TypeOf<PictureException>().With.Message.Contains("bytes"), "even where it begins as a picture");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A name as Linux gives it where its bytes are no UTF-8.</summary>
    [Test]
    public void NamesThatAreNoTextAreSaid() => Assert.That(
        () => PictureFile.Load("caf\uFFFD.jpg"), Throws.TypeOf<PictureException>().With.Message.Contains("not UTF-8"));
}
