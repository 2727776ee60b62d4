import { Module } from '@nestjs/common';
import { WallBoardController } from './wall-board.controller.js';
import { WallBoardRepository } from './wall-board.repository.js';
import { WallBoardService } from './wall-board.service.js';

@Module({
  controllers: [WallBoardController],
  providers: [WallBoardRepository, WallBoardService],
})
export class WallBoardModule {}
