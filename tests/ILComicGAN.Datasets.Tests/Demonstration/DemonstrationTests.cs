using System.Diagnostics;
using ILComicGAN.Datasets.Demonstration;
using ILComicGAN.Imaging;

namespace ILComicGAN.Datasets.Tests.Demonstration;

/// <summary>Packages made by dpkg-deb, handed out by a stand-in for apt-get: no network.</summary>
[NonParallelizable]
[Platform(Exclude = "Win")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DemonstrationTests
{
    private static readonly DemonstrationTable s_table = new(
        [new PackageSource("walls", ["usr/share/walls/*.png", "*/pack.rcc!in*.png"], ["*/not-*"])],
        ["*/held.png"],
        [
            new StyleSet("drawn", "drawn ones", [new PackageSource("art", ["*/art/*.png"])]),
            new StyleSet("lost", "of a package that is not there", [new PackageSource("nowhere", ["*"])]),
            new StyleSet("moved", "of files that are not there", [new PackageSource("art", ["*/gone/*.png"])]),
        ]);

    private TemporaryFolder _folder = null!;
    private string? _path;

    [OneTimeSetUp]
    public void MakePackages()
    {
        _folder = new TemporaryFolder();
        _path = Environment.GetEnvironmentVariable("PATH");
        if (!(_path ?? "").Split(':').Any(place => File.Exists(Path.Combine(place, "dpkg-deb"))))
        {
            Assert.Ignore("dpkg-deb is not here: packages are made by it, on Debian");
        }

        Random random = new();
        string pack = _folder.File("build-walls/usr/lib/pack.rcc");
        Directory.CreateDirectory(Path.GetDirectoryName(pack)!);
        File.WriteAllBytes(pack, ResourceFile("inside.png", PictureFile.Encode(Drawings.Create(44, 33, random), ".png")));
        Package("walls", "2:1.5-1", new Dictionary<string, Picture>
        {
            ["usr/share/walls/one.png"] = Drawings.Create(50, 40, random),
            ["usr/share/walls/held.png"] = Drawings.Create(50, 40, random),
            ["usr/share/walls/not-this.png"] = Drawings.Create(50, 40, random),
            ["usr/share/walls/large/two.png"] = Drawings.Create(2000, 500, random),
        }, "Format: x\n\nFiles: *\nCopyright: 2001 A\nLicense: GPL-2+\n\nFiles: src/one.png\n       other.png\nCopyright: 2002 B <b@example.org>\n  2003 C\nLicense: CC-BY-4.0\n text\n");
        byte[] alpha = [.. Enumerable.Range(0, 30 * 20).Select(i => (byte)(i % 30 is >= 10 and < 25 ? 255 : 0))];
        Package("art", "3", new Dictionary<string, Picture>
        {
            ["usr/art/contents/images/5x5.png"] = Drawings.Create(30, 20, random).WithAlpha(alpha),
            ["usr/art/contents/images_dark/5x5.png"] = Drawings.Create(30, 20, random),
        }, "This is free art.");
        string tools = Directory.CreateDirectory(_folder.File("tools")).FullName;
        string apt = Path.Combine(tools, "apt-get");
        File.WriteAllText(apt, $"#!/bin/sh\n[ \"$1\" = download ] && cp '{_folder.Path}'/\"$3\"_*.deb . 2>/dev/null || {{ echo \"E: Unable to locate package $3\" >&2; exit 100; }}\n");
        File.SetUnixFileMode(apt, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        Environment.SetEnvironmentVariable("PATH", $"{tools}:{_path}");
    }

    [OneTimeTearDown]
    public void Delete()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _folder.Dispose();
    }

    [Test]
    public void PicturesAndTheirLicensesComeTogether()
    {
        string output = _folder.File("data");
        DemonstrationReport report = DemonstrationDataSet.Build(output, s_table, null);
        Assert.That((report.Photos, report.Validation, report.Style, report.StyleSet), Is.EqualTo((3, 1, 2, "drawn")));
        Assert.That(report.Packages, Is.EqualTo(new Dictionary<string, string> { ["walls"] = "2:1.5-1", ["art"] = "3" }));
        string[] files = [.. Directory.GetFiles(output, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(output, file)).Order(StringComparer.Ordinal)];
        Assert.That(files, Is.EqualTo(new[]
        {
            "LICENSES.md", "licenses/art.txt", "licenses/walls.txt", "photos/inside.jpg", "photos/one.jpg", "photos/two.jpg", "style/art-dark.png", "style/art.png", "validation/held.jpg",
        }));
        string table = File.ReadAllText(Path.Combine(output, "LICENSES.md"));
        Assert.That(table, Does.Contain("| photos/one.jpg | walls | CC-BY-4.0 | 2002 B <b@example.org>; 2003 C |"));
        Assert.That(table, Does.Contain("| photos/two.jpg | walls | GPL-2+ | 2001 A |"));
        Assert.That(table, Does.Contain("| style/art.png | art | see the package's text | see there |"));
        Assert.That(PictureFile.Load(Path.Combine(output, "photos/two.jpg")).Width, Is.EqualTo(1440));
        Picture cut = PictureFile.Load(Path.Combine(output, "style/art.png"));
        Assert.That((cut.Width, cut.Height, cut.HasAlpha), Is.EqualTo((15, 20, false)), "only what is to be seen");
    }

    [TestCase("lost", "apt cannot get the package 'nowhere' (Unable to locate package nowhere)")]
    [TestCase("moved", "has no '*/gone/*.png'")]
    [TestCase("other", "choose one of drawn, lost, moved")]
    public void WhatCannotBeHadIsSaid(string set, string says)
    {
        Assert.That(() => DemonstrationDataSet.Build(_folder.File("none"), s_table, set), Throws.TypeOf<DataSetException>().With.Message.Contains(says));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path).Where(name => name.Contains("none", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void WithoutAptThereIsASentence()
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", _folder.Path);
        try
        {
            Assert.That(
                () => DemonstrationDataSet.Build(_folder.File("none"), s_table, null),
                Throws.TypeOf<DataSetException>().With.Message.Contains("no apt-get here"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    /// <summary>The shipped table can be read, and every validation pattern belongs to a photo pattern's package.</summary>
    [Test]
    public void TheShippedTableIsSound()
    {
        DemonstrationTable table = DemonstrationTable.Load();
        Assert.That(table.Photos, Is.Not.Empty);
        Assert.That(table.Styles.Select(style => style.Name), Is.Unique.And.Not.Empty);
        Assert.That(table.Styles.SelectMany(style => style.Sources).Concat(table.Photos).Select(source => source.Package), Is.All.Match("^[a-z0-9.+-]+$"));
    }

    /// <summary>One of Qt's resource files, format 1: header, tree of two nodes, a name, and the data.</summary>
    private static byte[] ResourceFile(string name, byte[] content)
    {
        using MemoryStream file = new();
        file.Write("qres"u8);
        int data = 20 + 28, names = data + 4 + content.Length;
        foreach (int number in new[] { 1, 20, data, names })
        {
            file.Write([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
        }

        file.Write([0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1]);
        file.Write([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        file.Write([(byte)(content.Length >> 24), (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length]);
        file.Write(content);
        file.Write([0, (byte)name.Length, 0, 0, 0, 0]);
        file.Write(System.Text.Encoding.BigEndianUnicode.GetBytes(name));
        return file.ToArray();
    }

    private void Package(string name, string version, Dictionary<string, Picture> pictures, string copyright)
    {
        string root = _folder.File("build-" + name);
        foreach ((string path, Picture picture) in pictures)
        {
            Drawings.Save(picture, Path.Combine(root, path));
        }

        Write($"usr/share/doc/{name}/copyright", copyright);
        Write("DEBIAN/control", $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: test\n");
        using Process process = Process.Start(new ProcessStartInfo("dpkg-deb", ["-b", root, _folder.File($"{name}_x_all.deb")]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);

        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
            File.WriteAllText(Path.Combine(root, path), text);
        }
    }
}
