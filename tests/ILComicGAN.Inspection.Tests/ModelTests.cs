namespace ILComicGAN.Inspection.Tests;

/// <summary>The listing's reader and the models, on cases worked out by hand.</summary>
public sealed class ModelTests
{
    [Test]
    public void TheHotLoopIsTheBackwardBranchWithMostMultiplyAdds()
    {
        const string Listing = """
            .L_x_1:
                    /*0000*/                   FFMA R1, R2, R3, R1 ;
                    /*0010*/              @!P0 BRA `(.L_x_1) ;
            .L_x_2:
                    /*0020*/                   LDS.U.128 R4, [R0] ;
                    /*0030*/                   FFMA R1, R2, R3, R1 ;
                    /*0040*/                   FFMA R2, R2, R3, R1 ;
                    /*0050*/               @P1 BRA `(.L_x_2) ;
                    /*0060*/                   BRA `(.L_x_4) ;
                    /*0070*/                   FFMA R2, R2, R3, R1 ;
            .L_x_4:
                    /*0080*/                   EXIT ;
            """;
        InstructionMix loop = InstructionMix.OfHottestLoop(Listing);
        Assert.That(loop.Total, Is.EqualTo(4));
        Assert.That(loop.MultiplyAdds, Is.EqualTo(2));
        Assert.That(loop.Counts["LDS.128"], Is.EqualTo(1));
    }

    // 128 registers × 256 threads are half of the register file; 33 kB of shared memory go once into Turing's 64.
    [TestCase("sm_86", 256, 128, 17_000, 2, "registers")]
    [TestCase("sm_86", 256, 130, 17_000, 1, "registers")]
    [TestCase("sm_75", 256, 32, 33_792, 1, "shared memory")]
    [TestCase("sm_75", 256, 16, 0, 4, "threads")]
    [TestCase("sm_90", 32, 16, 0, 32, "groups")]
    public void OccupancyFollowsTheScarcestResource(string architecture, int threads, int registers, int shared, int groups, string limit)
    {
        Occupancy occupancy = Occupancy.Of(architecture, threads, registers, shared);
        Assert.That(occupancy.Groups, Is.EqualTo(groups));
        Assert.That(occupancy.LimitedBy, Is.EqualTo(limit));
    }

    [Test]
    public void RooflineTakesTheLargerTime()
    {
        Card card = Card.Find("rtx 3090");
        Assert.That(card.Roofline(35.6e12, 1).Seconds, Is.EqualTo(1).Within(1e-9));
        Assert.That(card.Roofline(1, 936e9), Is.EqualTo((1.0, "memory")));
        Assert.That(() => Card.Find("RTX 1"), Throws.ArgumentException.With.Message.Contains("4090"));
    }
}
