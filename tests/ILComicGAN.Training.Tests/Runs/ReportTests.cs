using System.Text.Json;
using System.Text.RegularExpressions;
using ILComicGAN.Training.Runs;
using ILComicGAN.Training.Runs.Reports;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training.Tests.Runs;

public sealed partial class ReportTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void TheReportHasEverythingInItAndAsksForNothing()
    {
        SyntheticRun run = Finished("run", 60);
        string page = ReportPage.Report(Read(run), running: false);
        // The one address in it is the name of SVG's namespace, which nobody opens.
        Assert.That(Addresses().Matches(page).Select(match => match.Value).Distinct(), Is.EqualTo(new[] { "http://www.w3.org/2000/svg" }));
        Assert.That(page, Does.Contain("default-src 'none'").And.Contain("connect-src 'none'").And.Not.Contain("unsafe"));
        Assert.That(page, Does.Not.Contain("/home/someone"), "where this machine keeps its pictures");
        using JsonDocument data = Part(page, "data");
        Assert.That(data.RootElement.GetProperty("state").GetString(), Is.EqualTo("complete"));
        Assert.That(data.RootElement.GetProperty("steps").GetArrayLength(), Is.EqualTo(12));
        Assert.That(data.RootElement.GetProperty("settings").GetProperty("photos").GetString(), Is.EqualTo("photos"));
        Assert.That(data.RootElement.GetProperty("journal")[0].GetProperty("environment").GetProperty("device").GetString(), Is.EqualTo("cpu"));
        using JsonDocument sheets = Part(page, "sheets");
        Assert.That(sheets.RootElement.EnumerateArray().Select(sheet => sheet.GetProperty("step").GetInt32()), Is.EqualTo(new[] { 0, 30, 60 }));
        foreach (JsonElement sheet in sheets.RootElement.EnumerateArray())
        {
            byte[] jpeg = Convert.FromBase64String(sheet.GetProperty("source").GetString()!["data:image/jpeg;base64,".Length..]);
            Assert.That(jpeg, Is.EqualTo(File.ReadAllBytes(run.Folder.Sheet(sheet.GetProperty("step").GetInt32()))));
        }
    }

    [Test]
    public void WhatWasSaidTellsNoFolderOfTheMachine()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 10, startSteps: 2, seed: 4);
        run.Say("The picture '/home/someone/photos/3.jpg' is broken.");
        run.Begin();
        run.Say($"Wrote {run.Folder.Sheet(0)} and /home/someone/style/a.png");
        Assert.That(Read(run).Journal.Select(entry => entry.Text).OfType<string>(), Is.EqualTo(new[]
        {
            "The picture 'photos/3.jpg' is broken.", $"Wrote {Path.Combine("sheets", "step-000000.jpg")} and style/a.png",
        }));
    }

    [Test]
    public void NothingThatARunSaysBecomesMarkup()
    {
        const string Hostile = "</script><script>alert(1)</script><!-- {{data}} & \" '";
        SyntheticRun run = new(_folder.File("a<b & {{script}}"), totalSteps: 10, startSteps: 2, seed: 4);
        run.Begin();
        run.Say(Hostile);
        run.Log(5);
        string page = ReportPage.Report(Read(run), running: true);
        Assert.That(Regex.Count(page, "<script"), Is.EqualTo(3), "the page's own");
        Assert.That(page, Does.Contain("<h1>a&lt;b &amp; {{script}}</h1>"));
        using JsonDocument data = Part(page, "data");
        Assert.That(data.RootElement.GetProperty("journal")[1].GetProperty("text").GetString(), Is.EqualTo(Hostile));
        Assert.That(data.RootElement.GetProperty("state").GetString(), Is.EqualTo("running"));
    }

    /// <summary>However a page asks, piece by piece or at once, it ends with the same numbers.</summary>
    [Test]
    public void PiecesMakeTheWhole()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 100, startSteps: 20, seed: 8);
        RunReader reader = new(run.Folder);
        Random random = new(20);
        List<int> steps = [];
        List<float?> content = [], gray = [], share = [];
        List<JournalKind> kinds = [];
        (int generation, int lines, int entries) = (-1, 0, 0);
        run.Begin();
        for (int step = 1; step <= 100; step++)
        {
            run.Log(step);
            if (step == 50)
            {
                run.Say("half");
            }

            if (random.Next(7) == 0 || step == 100)
            {
                reader.Refresh();
                PageData piece = PageData.Of(reader, running: true, generation, lines, entries);
                Assert.That(piece.Whole, Is.EqualTo(generation < 0), "only the first one brings everything");
                steps.AddRange(piece.Steps);
                content.AddRange(piece.Curves["content"]);
                gray.AddRange(piece.Curves["gray"]);
                share.AddRange(piece.Lin["a.1.norm"]);
                kinds.AddRange(piece.Journal.Select(entry => entry.Kind));
                (generation, lines, entries) = (piece.Generation, piece.Lines, piece.Entries);
            }
        }

        IReadOnlyList<StepReport> log = run.Folder.ReadLog();
        Assert.That(steps, Is.EqualTo(Enumerable.Range(1, 100)));
        Assert.That(content, Is.EqualTo(log.Select(report => report["content"])));
        Assert.That(gray, Is.EqualTo(log.Select(report => report["gray"])));
        Assert.That(share, Is.EqualTo(log.Select(report => report.InstanceShares!["a.1.norm"])));
        Assert.That(kinds, Is.EqualTo(new[] { JournalKind.Begin, JournalKind.Message }));
    }

    [Test]
    public void ARunThatWentBackIsSentAnew()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 100, startSteps: 20, seed: 9);
        run.Begin();
        for (int step = 1; step <= 8; step++)
        {
            run.Log(step);
        }

        run.Sheet(8);
        RunReader reader = Read(run);
        PageData before = PageData.Of(reader, running: true);
        Assert.That(before.Sheets, Is.EqualTo(new[] { 8 }));
        run.Folder.TruncateLog(3);
        run.Begin(3);
        run.Log(4);
        reader.Refresh();
        PageData after = PageData.Of(reader, running: true, before.Generation, before.Lines, before.Entries);
        Assert.That(after.Whole, Is.True);
        Assert.That(after.Steps, Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(after.Sheets, Is.Empty, "the sheet of step 8 is of a past that does not hold any more");
    }

    [Test]
    public void LongRunsAreAveraged()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 5001, startSteps: 0, seed: 10);
        using (StreamWriter log = new(run.Folder.Log))
        {
            for (int step = 1; step <= 5001; step++)
            {
                log.WriteLine($$"""{"step":{{step}},"totalSteps":5001,"phase":"gan","content":{{step}},"imagesPerSecond":2}""");
            }
        }

        PageData data = PageData.Of(Read(run), running: false);
        Assert.That(data.LinesPerPoint, Is.EqualTo(3));
        Assert.That(data.Steps, Has.Count.EqualTo(1667));
        Assert.That((data.Steps[0], data.Curves["content"][0]), Is.EqualTo((3, 2f)));
        Assert.That((data.Steps[^1], data.Curves["content"][^1]), Is.EqualTo((5001, 5000f)));
        Assert.That(data.Lines, Is.EqualTo(5001));
    }

    [Test]
    public void ManySheetsAreThinnedWithTheFirstAndTheLastKept()
    {
        SyntheticRun run = Finished("run", 100);
        byte[] large = new byte[1_000_000];
        for (int step = 0; step <= 100; step += 5)
        {
            File.WriteAllBytes(run.Folder.Sheet(step), large);
        }

        using JsonDocument sheets = Part(ReportPage.Report(Read(run), running: false), "sheets");
        int[] steps = [.. sheets.RootElement.EnumerateArray().Select(sheet => sheet.GetProperty("step").GetInt32())];
        Assert.That(steps, Has.Length.EqualTo(8));
        Assert.That((steps[0], steps[^1]), Is.EqualTo((0, 100)));
        Assert.That(steps.Zip(steps.Skip(1), (a, b) => b - a), Is.All.InRange(10, 20));
    }

    [Test]
    public void ARunOfBeforeThereWasAJournalIsShown()
    {
        SyntheticRun run = Finished("run", 20);
        File.Delete(run.Folder.Journal);
        File.WriteAllText(run.Folder.SettingsFile, """{ "photos": "/home/someone/p", "unknownSetting": 3 }""");
        using JsonDocument data = Part(ReportPage.Report(Read(run), running: false), "data");
        Assert.That(data.RootElement.GetProperty("state").GetString(), Is.EqualTo("open"));
        Assert.That(data.RootElement.GetProperty("startSteps").GetInt32(), Is.EqualTo(5));
        JsonElement settings = data.RootElement.GetProperty("settings");
        Assert.That(settings.GetProperty("unknownSetting").GetInt32(), Is.EqualTo(3));
        Assert.That(settings.GetProperty("photos").GetString(), Is.EqualTo("p"));
    }

    /// <summary>A run folder may come from somebody else, and the report be passed on.</summary>
    [Test]
    [Platform("Linux,MacOsX")]
    public void AHostileFolderShowsNothingOfThisMachine()
    {
        SyntheticRun run = Finished("r\u202Egpj", 20);
        string secret = _folder.File("secret");
        File.WriteAllText(secret, "a key");
        File.CreateSymbolicLink(run.Folder.Sheet(3), secret);
        File.WriteAllText(run.Folder.SettingsFile, """{ "other": { "deep": ["/home/someone/a/", { "x": "C:\\Users\\me\\b" }] }, "na\u202eme": "t\u202ext" }""");
        File.AppendAllText(run.Folder.Journal, """{"time":"0001-01-01T00:00:00Z","kind":"begin","step":1}""" + "\n" + """{"time":"9999-12-31T00:00:00Z","kind":"message","step":1,"text":"a\u202eb"}""" + "\n");
        File.AppendAllText(run.Folder.Journal, string.Concat(Enumerable.Repeat("""{"time":"0001-01-01T00:00:00Z","kind":"begin","step":1}""" + "\n" + """{"time":"9999-12-31T00:00:00Z","kind":"message","step":1}""" + "\n", 5)));
        string page = ReportPage.Report(Read(run), running: false);
        Assert.That(page, Does.Not.Contain("\u202E").And.Not.Contain("\\u202e").And.Not.Contain("someone").And.Not.Contain("Users"));
        using JsonDocument data = Part(page, "data");
        Assert.That(data.RootElement.GetProperty("name").GetString(), Is.EqualTo("r\\u202Egpj"));
        Assert.That(data.RootElement.GetProperty("journal").EnumerateArray().Select(entry => entry.TryGetProperty("text", out JsonElement text) ? text.GetString() : null), Has.Member("a\\u202Eb"));
        Assert.That(data.RootElement.GetProperty("settings").GetRawText(), Does.Contain("\"a\"").And.Contain("\"b\""));
        using JsonDocument sheets = Part(page, "sheets");
        Assert.That(sheets.RootElement.EnumerateArray().Select(sheet => sheet.GetProperty("step").GetInt32()), Is.EqualTo(new[] { 0, 10, 20 }));
        File.Delete(run.Folder.SettingsFile);
        File.CreateSymbolicLink(run.Folder.SettingsFile, _folder.File("other.json"));
        File.WriteAllText(_folder.File("other.json"), """{ "token": "sesame" }""");
        Assert.That(ReportPage.Report(Read(run), running: false), Does.Not.Contain("sesame"));
    }

    [Test]
    public void LinesThatAreCutOffOrStillWrittenDoNoHarm()
    {
        SyntheticRun run = new(_folder.File("run"), totalSteps: 100, startSteps: 20, seed: 11);
        RunReader reader = new(run.Folder);
        run.Log(1);
        string line = File.ReadAllText(run.Folder.Log);
        File.AppendAllText(run.Folder.Log, line[..40]);
        reader.Refresh();
        Assert.That(reader.Log, Has.Count.EqualTo(1));
        File.AppendAllText(run.Folder.Log, line[40..]);
        reader.Refresh();
        Assert.That(reader.Log, Has.Count.EqualTo(2), "the rest of the line came");
        File.AppendAllText(run.Folder.Log, line[..40] + "\n\n{}\n" + line);
        reader.Refresh();
        Assert.That(reader.Log, Has.Count.EqualTo(3));
        // A killed run's journal ends within a line; the next sitting's first entry is not lost in it.
        run.Begin();
        File.AppendAllText(run.Folder.Journal, "{\"time\":\"20");
        run.Begin(7);
        run.Say("later");
        reader.Refresh();
        Assert.That(reader.Journal.Select(entry => entry.Step), Is.EqualTo(new[] { 0, 7, 7 }));
    }

    private SyntheticRun Finished(string name, int steps)
    {
        SyntheticRun run = new(_folder.File(name), steps, steps / 4, seed: 2);
        run.Begin();
        for (int step = 0; step <= steps; step += 5)
        {
            if (step > 0)
            {
                run.Log(step);
            }

            if (step % (steps / 2) == 0)
            {
                run.Sheet(step);
            }
        }

        run.End(complete: true, steps);
        return run;
    }

    private static RunReader Read(SyntheticRun run)
    {
        RunReader reader = new(run.Folder);
        reader.Refresh();
        return reader;
    }

    private static JsonDocument Part(string page, string id)
    {
        string open = $"<script type=\"application/json\" id=\"{id}\">";
        int begin = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        return JsonDocument.Parse(page[begin..page.IndexOf("</script>", begin, StringComparison.Ordinal)]);
    }

    [GeneratedRegex("""[a-z]+://[^\s"'<>`)]+""")]
    private static partial Regex Addresses();
}
