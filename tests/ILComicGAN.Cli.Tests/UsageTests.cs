using ILComicGAN.Files;

namespace ILComicGAN.Cli.Tests;

/// <summary>Slips on the command line get a sentence in plain words, with what was probably meant.</summary>
public sealed class UsageTests
{
    [TestCase("stilize a.png", "There is no command 'stilize'; did you mean 'stylize'?")]
    [TestCase("xyzzy", "There is no command 'xyzzy'.")]
    [TestCase("", "A command is missing; give one of stylize, train")]
    [TestCase("data chekc x", "There is no command 'chekc'; did you mean 'check'?")]
    [TestCase("data", "A command is missing; give one of frames")]
    [TestCase("data check x --sytle b", "There is no option '--sytle'; did you mean '--style'?")]
    [TestCase("stylize a.png -o b.png --max-sise 3", "There is no option '--max-sise'; did you mean '--max-side'?")]
    [TestCase("stylize a.png -o b.png --max-side=abc", "--max-side abc cannot be used; give a whole number.")]
    [TestCase("stylize a.png -o b.png --max-side 1,000", "--max-side 1,000 cannot be used; give a whole number.")]
    [TestCase("stylize a.png -o b.png --max-side 99999999999", "--max-side 99999999999 cannot be used; give a whole number, a smaller one.")]
    [TestCase("evaluate a.png --max-side -3", "--max-side -3 cannot be used; give at least 1 pixel.")]
    [TestCase("data frames x -o y --blur 0,25", "--blur 0,25 cannot be used; give a number, with a decimal point and not a comma.")]
    [TestCase("data frames x -o y --blur NaN", "--blur NaN cannot be used; give a number.")]
    [TestCase("stylize a.png -o b.png --threads two", "--threads two cannot be used; give a whole number.")]
    [TestCase("stylize a.png -o b.png --max-memory 4", "--max-memory 4 cannot be used; give a number with a unit, as 4GB or 3500MiB.")]
    [TestCase("params extra", "'extra' is one argument too many.")]
    [TestCase("weights inspekt x", "There is no command 'inspekt'; did you mean 'inspect'?")]
    public void SlipsAreTold(string arguments, string says)
    {
        Result result = RunningProgram.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(result.Code, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.StartWith(says));
        Assert.That(result.Error, Does.Not.Contain("System.").And.Not.Contain("Nullable"));
    }

    [Test]
    public void TheHelpThatIsNamedExists()
    {
        Result result = RunningProgram.Run("data", "check", "x", "--sytle", "b");
        Assert.That(result.Error, Does.Contain("See 'ilcomicgan data check --help'."));
        Assert.That(RunningProgram.Run("weights", "export-onnx", "--help").Output, Does.Contain("<file>").And.Not.Contain("[in]"));
    }

    [TestCase("--gray-fake", "--gray-fakes")]
    [TestCase("--grayfakes", "--gray-fakes")]
    [TestCase("--Photos", "--photos")]
    [TestCase("--x", null)]
    [TestCase("--", null)]
    [TestCase("--sytle", "--style")]
    public void TheNearestNameIsMeant(string name, string? meant) =>
        Assert.That(NearestName.Find(name, ["--gray-fakes", "--photos", "--style", "--size"]), Is.EqualTo(meant));

    [TestCase(250, "4:10 left")]
    [TestCase(7450, "2:04:10 left")]
    [TestCase(266650, "3 d 2:04:10 left")]
    [TestCase(5, "0:05 left")]
    public void TimesAreSaidAsPeopleSayThem(int seconds, string text) => Assert.That(TimeLeft.Text(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));

    [Test]
    public void TablesHaveALineForEachRowInAPipeAndBlocksWhereTheyAreTooWide()
    {
        TextTable table = new("name", "what it is", ">count");
        table.Add("short", "one", "7");
        table.Add("longer", new string('x', 60), "12,345");
        string[] wide = table.ToText(int.MaxValue).TrimEnd().Split(Environment.NewLine);
        Assert.That(wide, Has.Length.EqualTo(3));
        Assert.That(wide[1], Is.EqualTo($"short   one{new string(' ', 59)}     7"));
        string[] narrow = table.ToText(80 - 8).TrimEnd().Split(Environment.NewLine);
        Assert.That(narrow, Has.Length.EqualTo(6));
        Assert.That(narrow[0], Is.EqualTo("short"));
        Assert.That(narrow[2], Is.EqualTo("  count       7"));
    }

    [Test]
    public void DevicesAreOneLineEachAndOfMemoryThatExists()
    {
        Result result = RunningProgram.Run("devices");
        Assert.That(result.Code, Is.Zero, result.Error);
        string[] lines = result.Output.TrimEnd().Split(Environment.NewLine);
        Assert.That(lines[1..].Select(line => line.Split(' ')[0]), Does.Contain("cpu").And.Contain("simulator").And.Contain("ptx"));
        Assert.That(result.Output, Does.Not.Match("[0-9]{7,}(\\.[0-9])? GiB"));
    }
}
