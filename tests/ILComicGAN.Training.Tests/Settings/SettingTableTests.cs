using ILComicGAN.Training.Checkpoints;
using ILComicGAN.Training.Optimization;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training.Tests.Settings;

/// <summary>What is said of a setting at its property is all that there is: file, command line, range and resumption follow.</summary>
public sealed class SettingTableTests
{
    private static readonly TrainingSettings s_settings = new() { Photos = "/photos", Style = "/style" };

    [Test]
    public void EveryPublicPropertyIsASetting() => Assert.That(
        SettingTable.All.Select(setting => setting.Name),
        Is.EquivalentTo(typeof(TrainingSettings).GetProperties().Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..])));

    [Test]
    public void EverySettingHasARangeAHelpAndAnOptionOfItsOwn()
    {
        Assert.That(SettingTable.All.Select(setting => setting.Option), Is.Unique);
        Assert.Multiple(() =>
        {
            foreach (Setting setting in SettingTable.All)
            {
                Assert.That(setting.Help, Is.Not.Empty, setting.Name);
                // The one number without a range of its own is the seed: any will do.
                Assert.That(setting.Allowed, Does.Not.Contain("∞").And.Not.Contain($"{int.MaxValue}").And.Not.Contain("Infinity"), setting.Name);
                if (setting.Get(s_settings) is double or int)
                {
                    Assert.That(() => setting.WithTyped(s_settings, "-1"), Throws.TypeOf<SettingsException>(), setting.Name);
                    Assert.That(() => setting.WithTyped(s_settings, "2000000000"), Throws.TypeOf<SettingsException>(), setting.Name);
                }
            }
        });
    }

    [Test]
    public void SettingsSurviveTheirFile()
    {
        TrainingSettings changed = s_settings with
        {
            Vgg19 = "a \"b\".pth", License = "CC0 – “free”", Steps = 7, StartSteps = 0, Schedule = LearningRateSchedule.Cosine, FinalRate = 0.1 + 0.2,
            Weights = new Networks.Losses.LossWeights().With("gray", 1e-7), Target = ContentTarget.Ink, Recompute = true, MaxMemory = "3.5GiB",
            OnDivergence = DivergenceAction.RollBack, GrayscaleNegatives = 1, Seed = ulong.MaxValue, Best = BestMeasure.Distance,
        };
        Assert.That(TrainingSettings.Parse(changed.ToJson(), "file"), Is.EqualTo(changed));
        Assert.That(TrainingSettings.Parse(new TrainingSettings().ToJson(), "file"), Is.EqualTo(new TrainingSettings()));
        Assert.That(changed, Is.Not.EqualTo(s_settings));
    }

    /// <summary>As a run wrote it before settings were renamed.</summary>
    [Test]
    public void FilesOfEarlierVersionsAreRead()
    {
        const string Former = """
            {
              "photos": "p", "style": "s", "vgg19": null, "licence": "CC0", "size": 64, // a comment
              "weights": { "adversarial": 300, "content": 2.5, "gray": 12.5, "color": 10 },
              "target": "comic", "lin": "blend", "grayFakes": 1, "smoothFakes": 0.1, "onDivergence": "rollBack", "best": "style",
            }
            """;
        TrainingSettings settings = TrainingSettings.Parse(Former, "file");
        Assert.That(settings, Is.EqualTo(new TrainingSettings
        {
            Photos = "p", Style = "s", License = "CC0", Size = 64, Weights = new Networks.Losses.LossWeights().With("adversarial", 300).With("color", 10),
            Target = ContentTarget.Comic, Lin = Networks.Layers.LinRule.Blend, GrayscaleNegatives = 1, SmoothedNegatives = 0.1, OnDivergence = DivergenceAction.RollBack,
        }));
    }

    [TestCase("""{"photos":null}""", "photos = 'null'", "a folder of photos")]
    [TestCase("""{"weights":null}""", "weights = 'null'", "a number from 0 to 1000000 for each of adversarial, content, gray, color")]
    [TestCase("""{"weights":{"gray":1e400}}""", "weights", "from 0 to 1000000")]
    [TestCase("""{"weights":{"grey":1}}""", "weights", "did you mean 'gray'?")]
    [TestCase("""{"weights":{"gray":-1}}""", "weights", "from 0 to 1000000")]
    [TestCase("""{"lambda":1e400}""", "lambda = '1e400'", "a number from 0 to 1000000")]
    [TestCase("""{"lambda":"10"}""", "lambda = '10'", "a number from 0")]
    [TestCase("""{"lin":1}""", "lin = '1'", "one of perLayer, perElement, blend, instance")]
    [TestCase("""{"lin":"1"}""", "lin = '1'", "one of perLayer")]
    [TestCase("""{"lin":"blent"}""", "lin = 'blent'", "did you mean 'blend'?")]
    [TestCase("""{"photos":"\u0000"}""", "photos", "a folder of photos")]
    [TestCase("""{"style":"\ud800"}""", "style", "a folder of style pictures")]
    [TestCase("""{"batch":100000000}""", "batch = '100000000'", "a whole number from 1 to 1024")]
    [TestCase("""{"batch":4.0}""", "batch = '4.0'", "a whole number")]
    [TestCase("""{"batch":99999999999999999999999999999999999999999999}""", "batch", "a whole number")]
    [TestCase("""{"batch":null}""", "batch = 'null'", "a whole number")]
    [TestCase("""{"size":33}""", "size = '33'", "a multiple of 4 from 32 to 4096")]
    [TestCase("""{"seed":-1}""", "seed = '-1'", "a whole number from 0 to 18446744073709551615")]
    [TestCase("""{"average":1}""", "average = '1'", "a number from 0 to below 1")]
    [TestCase("""{"generatorLearningRate":0}""", "generatorLearningRate = '0'", "a number above 0 to 1")]
    [TestCase("""{"recompute":1}""", "recompute = '1'", "true or false")]
    [TestCase("""{"maxMemory":"4"}""", "maxMemory = '4'", "as 4GB")]
    [TestCase("""{"featureLayer":"conv4_9"}""", "featureLayer = 'conv4_9'", "did you mean 'conv4_")]
    [TestCase("""{"photoes":"x"}""", "no setting 'photoes'", "did you mean 'photos'?")]
    [TestCase("""{"startSetps":1}""", "no setting 'startSetps'", "did you mean 'startSteps'?")]
    [TestCase("""{"generator_learning_rate":1}""", "no setting", "did you mean 'generatorLearningRate'?")]
    [TestCase("""{"batch":1,"batch":2}""", "'batch'", "twice")]
    [TestCase("""{"grayFakes":1,"grayscaleNegatives":2}""", "'grayscaleNegatives'", "twice")]
    [TestCase("""[1]""", "object", "{ \"batch\": 4 }")]
    [TestCase("""{"batch":1""", "not JSON", "line 1")]
    [TestCase("", "not JSON", "")]
    public void WhatCannotBeUsedIsOneSentenceWithFileNameAndRange(string json, string says, string allowed)
    {
        SettingsException e = Assert.Throws<SettingsException>(() => TrainingSettings.Parse(json, "run/set\u202Etings.json"))!;
        Assert.That(e.Message, Does.Contain(says).And.Contain(allowed).And.Contain("'run/set\\u202Etings.json'"));
        Assert.That(e.Message, Does.Not.Contain("System.").And.Not.Contain("Training.").And.Not.Contain("Path:").And.Not.Contain("\n"));
        Assert.That(e.Message, Does.EndWith(".").Or.EndsWith("?"));
    }

    [TestCase("grayscaleNegatives", "0,25")]
    [TestCase("grayscaleNegatives", "1,000")]
    [TestCase("grayscaleNegatives", "NaN")]
    [TestCase("grayscaleNegatives", "Infinity")]
    [TestCase("grayscaleNegatives", " 1")]
    [TestCase("grayscaleNegatives", "٣")]
    [TestCase("batch", "1,000")]
    [TestCase("batch", "4.0")]
    [TestCase("steps", "1e3")]
    [TestCase("recompute", "yes")]
    [TestCase("weights", "gray=1,000")]
    [TestCase("weights", "gray")]
    [TestCase("photos", "")]
    public void NumbersAreTypedInOneWay(string name, string text)
    {
        Setting setting = SettingTable.Find(name)!;
        Assert.That(() => setting.WithTyped(s_settings, text), Throws.TypeOf<SettingsException>().With.Message.Contains(setting.Option).And.Message.Contains(setting.Allowed));
    }

    [Test]
    public void WhatIsTypedIsWhatStandsInAFile()
    {
        foreach (Setting setting in SettingTable.All.Where(setting => setting.Default is not null and not ""))
        {
            TrainingSettings typed = setting.WithTyped(s_settings, setting.Format(s_settings));
            Assert.That(typed, Is.EqualTo(s_settings), setting.Name);
        }

        Assert.That(SettingTable.Find("weights")!.WithTyped(s_settings, "gray=0.25, color=3").Weights, Is.EqualTo(new Networks.Losses.LossWeights().With("gray", 0.25).With("color", 3)));
        Assert.That(SettingTable.Find("lin")!.WithTyped(s_settings, "PerElement").Lin, Is.EqualTo(Networks.Layers.LinRule.PerElement));
    }

    [Test]
    public void AResumedRunMayChangeWhatDoesNotChangeItsPast()
    {
        TrainingSettings free = s_settings with
        {
            Photos = "/elsewhere", Steps = 5, Schedule = LearningRateSchedule.Step, Average = 0.5, Accumulate = 2, MaxMemory = "1GB", LogEvery = 1, LoaderThreads = 3, License = "x",
        };
        Assert.That(() => SameRun.Require(free, s_settings, "run"), Throws.Nothing);
        TrainingSettings other = s_settings with { Batch = 3, Seed = 9, Weights = new Networks.Losses.LossWeights().With("gray", 1), Vgg19 = "vgg.pth" };
        Assert.That(
            () => SameRun.Require(other, s_settings, "run"),
            Throws.TypeOf<SettingsException>().With.Message.EqualTo(
                "The run in 'run' was begun with other settings than \"vgg19\": vgg.pth (it has none), \"batch\": 3 (it has 4), "
                + "\"weights\": adversarial=350,content=2.5,gray=1,color=15 (it has adversarial=350,content=2.5,gray=12.5,color=15), \"seed\": 9 (it has 1); resume it with its own."));
        Assert.That(() => SameRun.Require(other with { Vgg19 = "moved.pth" }, other, "run"), Throws.Nothing);
    }

    [Test]
    public void EveryFaultIsNamedAtOnce()
    {
        string[] faults = [.. new TrainingSettings { Batch = 0, Lambda = double.NaN }.Faults()];
        Assert.That(faults, Has.Length.EqualTo(4));
        Assert.That(faults, Has.Some.Contains("photos").And.Some.Contains("style").And.Some.Contains("batch = '0'").And.Some.Contains("lambda = 'NaN'"));
        Assert.That((s_settings with { Size = 4096, Batch = 43 }).Faults(), Has.One.Contains("at most 42"));
        Assert.That(() => (s_settings with { Epochs = 1_000_000, Batch = 1 }).TotalSteps(3000), Throws.TypeOf<SettingsException>().With.Message.Contains("epochs"));
    }
}
