namespace ILComicGAN.Weights.Tests;

/// <summary>A file that must be refused in one sentence with its name.</summary>
internal static class Refusal
{
    public static void Of(string path, params string[] says)
    {
        WeightFormatException? refusal = Assert.Throws<WeightFormatException>(() => WeightFile.Read(path));
        AssertSentence(refusal!.Message);
        Assert.That(refusal.Message, Does.Contain(Path.GetFileName(path)));
        foreach (string part in says)
        {
            Assert.That(refusal.Message, Does.Contain(part));
        }
    }

    public static void AssertSentence(string message)
    {
        Assert.That(message, Does.EndWith("."));
        Assert.That(message, Has.Length.LessThan(2000));
        Assert.That(message.Any(char.IsControl), Is.False, message);
    }
}
