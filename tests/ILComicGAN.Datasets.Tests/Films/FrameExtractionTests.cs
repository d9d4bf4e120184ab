using System.Globalization;
using ILComicGAN.Datasets.Films;
using ILComicGAN.Datasets.Measures;
using ILComicGAN.Files;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Films;

public sealed class FrameExtractionTests
{
    private TemporaryFolder _folder = null!;
    private string _film = "";

    [OneTimeSetUp]
    public void MakeFilm()
    {
        _folder = new TemporaryFolder();
        _film = _folder.File("a film.mp4");
        TestFilm.Make(_film);
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void FindsTheScenesAndDropsWhatIsNoPicture()
    {
        string output = _folder.File("frames");
        FilmReport report = FrameExtraction.Run([_film], output, new FrameOptions())[0];
        string found = $"{report}";
        Assert.That(report.Scenes, Is.EqualTo(9), found);
        Assert.That(report.Moments, Is.EqualTo(19), found);
        Assert.That(report.Kept, Is.EqualTo(6), found);
        Assert.That(report.Black, Is.EqualTo(1), found);
        Assert.That(report.Uniform, Is.EqualTo(1), found);
        Assert.That(report.Blurred, Is.EqualTo(2), found);
        Assert.That(report.Barred, Is.Zero, found);
        // The end of the scene that fades to black begins with a frame that hardly does.
        Assert.That(report.Fade, Is.InRange(1, 2), found);
        Assert.That(report.Fade + report.Duplicate, Is.EqualTo(9), found);

        (string Photo, double From, double To)[] expected =
        [
            ("bridge", 0, 3), ("sunset", 3, 8), ("picosdeeuropa", 10, 13.3), ("aitzgorri", 16.7, 20), ("friends", 27, 29.3), ("aitzgorri", 31, 34),
        ];
        string[] files = [.. Directory.GetFiles(output).Order(StringComparer.Ordinal)];
        Assert.That(files, Has.Length.EqualTo(expected.Length), string.Join(", ", files));
        for (int i = 0; i < files.Length; i++)
        {
            (string photo, double from, double to) = expected[i];
            string name = Path.GetFileNameWithoutExtension(files[i]);
            double time = TimeSpan.ParseExact(name["a_film-".Length..], @"h\hmm\mss\sfff", CultureInfo.InvariantCulture).TotalSeconds;
            Assert.That(time, Is.InRange(from, to), name);
            Picture frame = PictureFile.Load(files[i]);
            Picture original = PictureFile.Load(Path.Combine(TestFilm.Samples(), photo + ".jpg"));
            bool pillars = i == 5;
            Assert.That((frame.Height, frame.Width), Is.EqualTo((256, pillars ? 342 : 462)).Within(4), $"{name}: all bars are gone");
            Picture shown = Middle(original, pillars ? 360 / 270.0 : 480 / 270.0);
            Assert.That(Fingerprint.Of(frame).IsNear(Fingerprint.Of(pillars ? shown.FlipHorizontally() : shown), 8), $"{name} shows {photo}");
        }
    }

    [Test]
    public void WithoutDroppingAMomentGivesAFrame()
    {
        string output = _folder.File("all");
        FilmReport report = FrameExtraction.Run(
            [_film], output, new FrameOptions { Similar = -1, Blur = 1, Size = 64, Every = TimeSpan.FromSeconds(1), From = TimeSpan.FromSeconds(3), To = TimeSpan.FromSeconds(8) })[0];
        Assert.That((report.Kept, report.Moments, report.Scenes), Is.EqualTo((5, 5, 1)), $"{report}");
        Assert.That(Directory.GetFiles(output).Select(file => Math.Min(PictureFile.Load(file).Width, PictureFile.Load(file).Height)), Is.All.EqualTo(64));
    }

    [Test]
    public void TheSecondFilmGivesOnlyWhatIsNew()
    {
        string copy = Directory.CreateDirectory(_folder.File("other")).FullName + "/a film.mp4";
        File.Copy(_film, copy);
        IReadOnlyList<FilmReport> reports = FrameExtraction.Run(
            [_film, copy], _folder.File("two"), new FrameOptions { To = TimeSpan.FromSeconds(8) });
        Assert.That(reports.Select(report => report.Kept), Is.EqualTo(new[] { 2, 0 }));
    }

    [Test]
    public void StoppedNothingIsLeft()
    {
        using CancellationTokenSource stop = new();
        string output = _folder.File("stopped");
        Assert.That(
            () => FrameExtraction.Run([_film], output, new FrameOptions(), (_, share) => Cancel(share), cancellation: stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFileSystemEntries(_folder.Path).Where(name => name.Contains("stopped", StringComparison.Ordinal)), Is.Empty);

        void Cancel(double share)
        {
            if (share > 0.3)
            {
                stop.Cancel();
            }
        }
    }

    [Test]
    public void WhatIsNoFilmIsSaid()
    {
        string text = _folder.File("text.mp4"), picture = _folder.File("picture.png"), sound = _folder.File("sound.wav"), dark = _folder.File("dark.mp4");
        File.WriteAllText(text, "this is no film");
        Drawings.Save(Drawings.Create(40, 30, new Random()), picture);
        TestFilm.Run("-f", "lavfi", "-i", "sine=d=1", sound);
        TestFilm.Run("-f", "lavfi", "-i", "color=black:s=64x48:d=1", dark);
        string[] before = Directory.GetFileSystemEntries(_folder.Path);
        Refused(_folder.File("none.mp4"), "does not exist");
        Refused(text, "not a film");
        Refused(picture, "is a picture");
        Refused(sound, "no moving picture");
        Refused(dark, "1 black");
        string quoted = _folder.File("a\" b.mp4");
        File.Copy(dark, quoted);
        Refused(quoted, "rename");
        File.Delete(quoted);
        Assert.That(
            () => FrameExtraction.Run([_film], _folder.File("x"), new FrameOptions { From = TimeSpan.FromMinutes(5) }),
            Throws.TypeOf<DataSetException>().With.Message.Contains("ends at"));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Is.EquivalentTo(before), "nothing is left");

        void Refused(string film, string says) => Assert.That(
            () => FrameExtraction.Run([film], _folder.File("x"), new FrameOptions()),
            Throws.TypeOf<DataSetException>().With.Message.Contains(says).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void AFilmCutOffInTheMiddleGivesWhatItHas()
    {
        string whole = _folder.File("whole.avi"), half = _folder.File("half.avi");
        TestFilm.Run("-i", _film, "-t", "9", "-c:v", "mpeg4", "-q:v", "3", whole);
        byte[] content = File.ReadAllBytes(whole);
        File.WriteAllBytes(half, content[..(content.Length / 2)]);
        List<string> said = [];
        FilmReport report = FrameExtraction.Run([half], _folder.File("half"), new FrameOptions(), say: said.Add)[0];
        Assert.That(report.Kept, Is.InRange(1, 2));
    }

    /// <summary>Browsers' recordings, what a crashed recorder left, raw streams and piped AVI do not say how long they are, or say it wrongly.</summary>
    [TestCase("live.webm", "-c:v", "libvpx", "-f", "webm")]
    [TestCase("live.mkv", "-c:v", "mpeg4", "-f", "matroska")]
    [TestCase("raw.m2v", "-c:v", "mpeg2video", "-q:v", "3", "-f", "mpeg2video")]
    [TestCase("piped.avi", "-c:v", "mpeg4", "-q:v", "3", "-f", "avi")]
    public void FilmsThatDoNotSayTheirDurationAreMeasured(string name, params string[] arguments)
    {
        string file = _folder.File(name);
        // What goes to a pipe cannot be completed afterwards.
        TestFilm.Pipe(file, ["-i", _film, "-t", "9", .. arguments]);
        FilmReport report = FrameExtraction.Run([file], _folder.File(name + "-frames"), new FrameOptions())[0];
        Assert.That(report.Seconds, Is.EqualTo(9).Within(0.6));
        Assert.That(report.Kept, Is.InRange(1, 4));
        Assert.That(report.Height, Is.EqualTo(360));
    }

    [Test]
    [Platform("Linux")]
    [CancelAfter(20_000)]
    public void PipesAreRefusedAtOnce()
    {
        string pipe = _folder.File("pipe.mp4");
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            make.WaitForExit();
        }

        Assert.That(
            () => FrameExtraction.Run([pipe], _folder.File("x"), new FrameOptions()),
            Throws.TypeOf<DataSetException>().With.Message.Contains("a pipe or a device"));
        File.Delete(pipe);
    }

    [Test]
    public void ExistingFilesAreLeftAlone()
    {
        string output = Directory.CreateDirectory(_folder.File("full")).FullName;
        File.WriteAllText(Path.Combine(output, "mine.txt"), "x");
        Assert.That(() => FrameExtraction.Run([_film], output, new FrameOptions()), Throws.TypeOf<FolderInUseException>());
        Assert.That(Directory.GetFileSystemEntries(output), Has.Length.EqualTo(1));
    }

    private static Picture Middle(Picture picture, double ratio)
    {
        int width = Math.Min(picture.Width, (int)(picture.Height * ratio)), height = Math.Min(picture.Height, (int)(picture.Width / ratio));
        return picture.Crop((picture.Width - width) / 2, (picture.Height - height) / 2, width, height);
    }
}
